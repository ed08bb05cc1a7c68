using System.Collections.Concurrent;
using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Federation;

/// <summary>Answers of sources whose registrations say for how long they may be given again (5.2.34 cacheDuration).</summary>
/// <remarks>
/// Thread-safe. A question is the same only with the same headers: nobody gets what was answered to another one's credentials. Whatever goes to a source to
/// change something ends what is known of it.
/// </remarks>
/// <param name="clock">Tells how old an answer is.</param>
/// <param name="maxBytes">How many bytes are kept of all sources together; beyond that all are forgotten.</param>
internal sealed class RecentAnswers(TimeProvider clock, int maxBytes)
{
    private readonly ConcurrentDictionary<DocumentKey, ConcurrentDictionary<string, Kept>> _sources = new();

    // Put in since all were forgotten: no less than there are.
    private long _bytes;

    /// <summary>Asks a source, unless it has answered the same a moment ago.</summary>
    /// <param name="source">The registration of the source.</param>
    /// <param name="duration">For how long its answers are given again.</param>
    /// <param name="call">What is said to it.</param>
    /// <param name="isQuestion">It changes nothing there.</param>
    /// <param name="ask">Says it.</param>
    public async ValueTask<RemoteReply> AskAsync(DocumentKey source, Period duration, RemoteCall call, bool isQuestion, Func<ValueTask<RemoteReply>> ask)
    {
        if (!isQuestion)
        {
            try
            {
                return await ask();
            }
            finally
            {
                // What is asked at the same time is kept where nobody looks any more.
                _sources.TryRemove(source, out _);
            }
        }
        var known = _sources.GetOrAdd(source, _ => new(StringComparer.Ordinal));
        var (question, now) = (TextOf(call), Instant.Of(clock.GetUtcNow()));
        if (known.TryGetValue(question, out var kept) && now < kept.Until)
            return kept.Reply;
        var reply = await ask();
        if (reply.IsSuccess)
            Keep(known, question, new Kept(reply, duration.StartOf(1, now)));
        return reply;
    }

    private void Keep(ConcurrentDictionary<string, Kept> known, string question, Kept kept)
    {
        known[question] = kept;
        if (Interlocked.Add(ref _bytes, SizeOf(question, kept)) <= maxBytes)
            return;
        Interlocked.Exchange(ref _bytes, 0);
        _sources.Clear();
    }

    private static string TextOf(RemoteCall call)
    {
        var text = new StringBuilder(call.Method).Append(' ').Append(call.Uri.AbsoluteUri).Append('\n');
        foreach (var (name, value) in call.Headers)
            text.Append(name).Append(':').Append(value).Append('\n');
        return text.Append(Encoding.UTF8.GetString(call.Body.Span)).ToString();
    }

    private static long SizeOf(string question, Kept kept) =>
        kept.Reply.Body.Length + (2 * (question.Length + kept.Reply.Links.Sum(text => text.Length) + kept.Reply.Warnings.Sum(text => text.Length))) + 256;

    private sealed record Kept(RemoteReply Reply, Instant Until);
}

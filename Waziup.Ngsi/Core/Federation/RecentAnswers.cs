using System.Collections.Concurrent;
using System.Text;
using Waziup.Ngsi.Json;
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
    private long _bytes;

    /// <summary>Asks a source, unless it has answered the same a moment ago.</summary>
    /// <param name="registration">The source.</param>
    /// <param name="call">What is said to it.</param>
    /// <param name="isQuestion">It changes nothing there.</param>
    /// <param name="ask">Says it.</param>
    public async ValueTask<RemoteReply> AskAsync(Registration registration, RemoteCall call, bool isQuestion, Func<ValueTask<RemoteReply>> ask)
    {
        if (registration.Management.CacheDuration is not { } duration)
            return await ask();
        if (!isQuestion)
        {
            try
            {
                return await ask();
            }
            finally
            {
                // What is asked at the same time is kept where nobody looks any more.
                Forget(registration.Key);
            }
        }
        var known = _sources.GetOrAdd(registration.Key, _ => new(StringComparer.Ordinal));
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
        if (known.TryRemove(question, out var before))
            Interlocked.Add(ref _bytes, -SizeOf(question, before));
        if (!known.TryAdd(question, kept) || Interlocked.Add(ref _bytes, SizeOf(question, kept)) <= maxBytes)
            return;
        foreach (var source in _sources.Keys)
            Forget(source);
    }

    private void Forget(DocumentKey source)
    {
        if (_sources.TryRemove(source, out var known))
            Interlocked.Add(ref _bytes, -known.Sum(pair => SizeOf(pair.Key, pair.Value)));
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

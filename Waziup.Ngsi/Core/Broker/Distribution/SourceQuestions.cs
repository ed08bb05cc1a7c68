using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Whom something is asked, and in which words: put together once for as long as the registrations stay the same.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="request">What is asked for.</param>
/// <param name="word">Puts the question for a source into its terms, for so many entities.</param>
internal sealed class SourceQuestions(SourceRequest request, Func<SourceMatch, ActiveContext, int, RemoteMessage> word)
{
    // Of more sources, and longer ones, it is put together each time.
    private const int MostKnown = 8;
    private const int MostLetters = 4_000;

    private Known? _known;

    /// <summary>What decides which sources it concerns.</summary>
    public SourceRequest Request => request;

    /// <summary>The parts of registrations that it concerns, the oldest first.</summary>
    public IEnumerable<SourceMatch> In(RegistrationIndex registrations, Instant now)
    {
        var known = Volatile.Read(ref _known);
        if (known is null || known.Version != registrations.Version)
        {
            known = new Known(registrations.Version, registrations.Matching(request));
            if (known.Matches.Count <= MostKnown)
                Volatile.Write(ref _known, known);
        }
        return known.Matches.Where(match => match.Holds(request, now));
    }

    /// <summary>The question for a source; the same object where it is the same.</summary>
    /// <param name="match">The source.</param>
    /// <param name="terms">The @context in which it is asked.</param>
    /// <param name="limit">How many entities are wanted.</param>
    public RemoteMessage Of(SourceMatch match, ActiveContext terms, int limit)
    {
        var known = Volatile.Read(ref _known);
        var at = known is null ? -1 : known.Matches.FindIndex(one => ReferenceEquals(one, match));
        if (at < 0)
            return word(match, terms, limit);
        ref var place = ref known!.Questions[at];
        if (Volatile.Read(ref place) is { } question && question.Limit == limit && ReferenceEquals(question.Message.Terms, terms))
            return question.Message;
        var message = word(match, terms, limit);
        if (message.Body.Length + message.Parameters.Sum(parameter => parameter.Value.Length) <= MostLetters)
            Volatile.Write(ref place, new Question(limit, message));
        return message;
    }

    private sealed record Question(int Limit, RemoteMessage Message);

    /// <summary>Who was concerned when the registrations were as they are with a version, and what was asked of each.</summary>
    private sealed record Known(long Version, List<SourceMatch> Matches)
    {
        public Question?[] Questions { get; } = new Question?[Matches.Count];
    }
}

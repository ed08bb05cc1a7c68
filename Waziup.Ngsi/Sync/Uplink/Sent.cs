namespace Waziup.Ngsi.Sync.Uplink;

/// <summary>Something that a cloud does not want.</summary>
/// <param name="Status">The status of its answer.</param>
/// <param name="Why">Why, for people.</param>
internal sealed record Refusal(int Status, string Why)
{
    /// <summary>Whether it may want the rest where one part is to blame.</summary>
    public bool MayTakeParts => Status is 400 or 413 or 422;

    /// <summary>Whether it may be about how the body was packed.</summary>
    public bool MayBePacking => Status is 400 or 415;

    /// <summary>Whether it says that there is no such thing.</summary>
    public bool IsAbsent => Status == 404;
}

/// <summary>What a cloud has made of a request.</summary>
/// <param name="Refused">Why it wants nothing of it; null where it has taken it, but for those below.</param>
/// <param name="Failed">Entities of a batch that it has refused, and why.</param>
internal sealed record Sent(Refusal? Refused, IReadOnlyDictionary<string, Refusal> Failed)
{
    /// <summary>It has all.</summary>
    public static Sent Whole { get; } = new(null, new Dictionary<string, Refusal>());
}

/// <summary>The cloud cannot be told anything now; what became of the last request is not known.</summary>
/// <param name="message">Why, for people.</param>
/// <param name="after">How long it wants to be left alone; null where it does not say.</param>
/// <param name="inner">What failed.</param>
internal sealed class CloudAwayException(string message, TimeSpan? after = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How long it wants to be left alone; null where it does not say.</summary>
    public TimeSpan? After => after;
}

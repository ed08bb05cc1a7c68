namespace Waziup.Ngsi.JsonLd;

/// <summary>A context document that is kept, as it is at a moment.</summary>
/// <param name="Url">Where it was fetched from, as the first client named it.</param>
/// <param name="LocalId">The name of the entry within this broker; the same for the same URL, on every broker.</param>
/// <param name="CreatedAt">When it was fetched last.</param>
/// <param name="LastUsage">When a request used it last.</param>
/// <param name="NumberOfHits">How many requests have used it, the first included.</param>
/// <param name="ExpiresAt">When it will be fetched anew; null: never.</param>
/// <param name="IsCore">Whether it is a core context, which is built in and cannot be removed.</param>
public sealed record CachedContext(
    string Url,
    string LocalId,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastUsage,
    long NumberOfHits,
    DateTimeOffset? ExpiresAt,
    bool IsCore);

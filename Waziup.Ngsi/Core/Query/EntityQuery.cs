using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Query;

/// <summary>A query for entities, all of whose names are expanded.</summary>
/// <param name="Filter">Which entities.</param>
/// <param name="Now">The instant that decides what has expired.</param>
/// <param name="Offset">How many matching entities to pass over, in the order that is wanted.</param>
/// <param name="Limit">How many to return at most; 0 for the count alone.</param>
/// <param name="WantsTotal">Whether to count all that match, whatever the page.</param>
public sealed record EntityQuery(Filter Filter, Instant Now, int Offset = 0, int Limit = 20, bool WantsTotal = false)
{
    /// <summary>Whether what remains of deleted entities counts, and what has expired.</summary>
    public bool WithRemains { get; init; }

    /// <summary>The order that is wanted; null: that of creation, the oldest first.</summary>
    public Ordering? Order { get; init; }
}

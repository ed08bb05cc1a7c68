using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Broker;

/// <summary>An answer about the history.</summary>
/// <param name="Views">What the caller sees, entity by entity; none where it was to be aggregated.</param>
/// <param name="Aggregates">The same, aggregated; null where that was not asked for.</param>
/// <param name="Total">How many entities match over all pages; null if nobody asked.</param>
/// <param name="More">Whether another page follows.</param>
/// <param name="Cut">The part of the window that is in it, where it is not all; else null.</param>
internal sealed record HistoryPage(IReadOnlyList<HistoryView> Views, IReadOnlyList<AggregatedView>? Aggregates, long? Total, bool More, TimeRange? Cut)
{
    /// <summary>When more may be told, where something was kept back for now (<c>Waziup-Budget</c>); none where nothing was.</summary>
    public Instant WithheldUntil { get; init; } = Instant.None;

    /// <summary>An answer without entities.</summary>
    public static HistoryPage Nothing { get; } = new([], null, null, false, null);

    /// <summary>Whether there is an instance in it.</summary>
    public bool HasInstances => Aggregates?.Any(view => view.Series.Any()) ?? Views.Any(view => view.Attributes.Any(attribute => attribute.Rows.Count > 0));

    /// <summary>How many entities are in it.</summary>
    public int Count => Aggregates?.Count ?? Views.Count;
}

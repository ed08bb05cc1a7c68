using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage;

/// <summary>One page of a query's answer.</summary>
/// <param name="Rows">The entities, in order of creation.</param>
/// <param name="Total">How many match over all pages; null if nobody asked.</param>
/// <param name="More">Whether another page follows.</param>
public sealed record EntityPage(IReadOnlyList<Entity> Rows, long? Total, bool More);

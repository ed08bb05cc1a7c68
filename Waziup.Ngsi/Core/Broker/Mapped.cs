using System.Collections.Immutable;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker;

/// <summary>The entities that a query selects, for a map.</summary>
/// <param name="Ids">Their ids.</param>
internal sealed record Mapped(IReadOnlyList<EntityId> Ids)
{
    /// <summary>Where parts of them are, where that is not here alone: ids of registrations, <c>@none</c> for this broker.</summary>
    public IReadOnlyDictionary<EntityId, string[]> Sources { get; init; } = ImmutableDictionary<EntityId, string[]>.Empty;
}

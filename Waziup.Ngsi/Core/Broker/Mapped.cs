using System.Collections.Immutable;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker;

/// <summary>The entities that a query selects, for a map.</summary>
/// <param name="Ids">Their ids.</param>
internal sealed record Mapped(IReadOnlyList<EntityId> Ids)
{
    /// <summary>Where parts of them are, where that is not here alone: ids of registrations, <c>@none</c> for this broker.</summary>
    public IReadOnlyDictionary<EntityId, string[]> Sources { get; init; } = ImmutableDictionary<EntityId, string[]>.Empty;

    /// <summary>One entity, and where its parts are; none of them: here alone.</summary>
    public static Mapped Of(EntityId id, IReadOnlyCollection<string> where) => where.Count == 0
        ? new Mapped([id]) : new Mapped([id]) { Sources = new Dictionary<EntityId, string[]> { [id] = [.. where] } };
}

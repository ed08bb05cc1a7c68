using System.Collections.Immutable;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Notifications;

/// <summary>Which entities a subscription is about (5.2.33).</summary>
/// <param name="Filter">Type selection, ids, pattern.</param>
internal sealed record EntitySelector(Filter Filter)
{
    /// <summary>The ids of which an entity must have one; default where any will do.</summary>
    /// <remarks>An alias may stand for any.</remarks>
    public ImmutableArray<EntityId> Ids { get; } =
        Filter.Conjuncts().OfType<Filter.HasId>().FirstOrDefault() is { Ids: var ids } && !ids.Any(id => Aliases.IsAlias(id.Value)) ? ids : default;

    private readonly bool _mayNameAliases = Filter.Conjuncts().OfType<Filter.HasId>().Any(ids => ids.Ids.Any(id => Aliases.IsAlias(id.Value)));

    /// <summary>Types of which an entity must have at least one; default where that cannot be said.</summary>
    public ImmutableArray<Iri> Types { get; } = TypesOf(Filter);

    /// <summary>Whether an entity may be meant, by whichever id somebody knows it.</summary>
    public bool MayMean(Entity entity, Instant now) => _mayNameAliases || Matches(entity, now);

    /// <summary>Whether an entity is meant.</summary>
    public bool Matches(Entity entity, Instant now) => Evaluator.Matches(Filter, entity, now);

    private static ImmutableArray<Iri> TypesOf(Filter filter) => filter switch
    {
        Filter.OfType type => [type.Type],
        Filter.All all => all.Parts.Select(TypesOf).FirstOrDefault(types => !types.IsDefault),
        Filter.Any any when any.Parts.All(part => !TypesOf(part).IsDefault) => [.. any.Parts.SelectMany(part => TypesOf(part))],
        _ => default,
    };
}

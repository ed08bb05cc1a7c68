using System.Collections.Immutable;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Federation;

/// <summary>Entities that a source has (5.2.8).</summary>
/// <param name="Types">Of all of these types; none where the registration does not say.</param>
/// <param name="Id">The one; none for any.</param>
/// <param name="IdPattern">Those whose id matches, where no id is given; null for any.</param>
internal sealed record RegisteredEntity(ImmutableArray<Iri> Types, EntityId Id, Pattern? IdPattern)
{
    /// <summary>Whether it may be about an entity with the id.</summary>
    public bool Admits(EntityId id) => Id.IsNone ? IdPattern is null || IdPattern.Matches(id.Value) : Id == id;

    /// <summary>Whether it may be about entities whose ids match a pattern; of two patterns nobody knows.</summary>
    public bool Admits(Pattern pattern) => Id.IsNone || pattern.Matches(Id.Value);

    /// <summary>Whether the types that are asked for may be found there; types that nobody names are any.</summary>
    public bool Admits(ImmutableArray<Iri> types) => types.IsDefaultOrEmpty || Types.IsEmpty || types.Any(type => Types.Contains(type));

    /// <summary>The same for the types of an entity, without making texts of them.</summary>
    public bool AdmitsTypesOf(Entity entity)
    {
        foreach (var type in Types)
        {
            if (entity.HasType(type.Utf8))
                return true;
        }
        return Types.IsEmpty || entity.TypeCount == 0;
    }
}

using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>Decides whether an entity meets a filter. Whatever a store does in its own language has to agree with this.</summary>
internal static class Evaluator
{
    /// <param name="filter">The condition.</param>
    /// <param name="entity">The entity; instances past their time count as absent.</param>
    /// <param name="now">The instant that decides about expiry.</param>
    public static bool Matches(Filter filter, Entity entity, Instant now) => filter switch
    {
        Filter.All all => All(all, entity, now),
        Filter.Any any => Any(any, entity, now),
        Filter.Not not => !Matches(not.Part, entity, now),
        Filter.OfType type => entity.HasType(type.Type.Utf8),
        Filter.HasId ids => ids.Ids.Contains(entity.Id),
        Filter.IsAmong many => many.Ids.Contains(entity.Id),
        Filter.IdMatches pattern => pattern.Pattern.Matches(entity.Id.Value),
        Filter.HasAttribute attribute => entity.HasLive(attribute.Name.Utf8, now),
        Filter.Exists exists => PathWalk.Any(entity, exists.Path, now, new ExistenceTest()),
        Filter.Compares compares => PathWalk.Any(entity, compares.Path, now, new ComparisonTest(compares.Comparison, compares.Operand)),
        Filter.Fits fits => PathWalk.Any(entity, fits.Path, now, new PatternTest(fits.Pattern, fits.IsNegated)),
        Filter.InScope scope => scope.Pattern.Matches(entity),
        Filter.Lies lies => PathWalk.Any(entity, AttributePath.Of(lies.Property), now, new GeoTest(lies.Relation)),
        Filter.Disclosed disclosed => Matches(disclosed.Part, disclosed.Lens.See(entity, now), now),
        _ => throw new InvalidOperationException($"unknown filter {filter.GetType()}"),
    };

    private static bool All(Filter.All all, Entity entity, Instant now)
    {
        foreach (var part in all.Parts)
        {
            if (!Matches(part, entity, now))
                return false;
        }
        return true;
    }

    private static bool Any(Filter.Any any, Entity entity, Instant now)
    {
        foreach (var part in any.Parts)
        {
            if (Matches(part, entity, now))
                return true;
        }
        return false;
    }
}

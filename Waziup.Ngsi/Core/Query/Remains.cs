using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>Judges what remains of a deleted entity: its id, its types and its scope are known, what its attributes were is not.</summary>
internal static class Remains
{
    /// <summary>Whether the entity met a filter; null where that cannot be known any more.</summary>
    public static bool? Meet(Filter filter, Entity entity) => filter switch
    {
        Filter.All all => Decide(all.Parts, entity, decisive: false),
        Filter.Any any => Decide(any.Parts, entity, decisive: true),
        Filter.Not not => !Meet(not.Part, entity),
        Filter.IsAmong => false,
        Filter.OfType or Filter.HasId or Filter.IdMatches or Filter.InScope => Evaluator.Matches(filter, entity, entity.DeletedAt),
        _ => null,
    };

    /// <summary>One part alone may decide; else all have to be known.</summary>
    private static bool? Decide(IEnumerable<Filter> parts, Entity entity, bool decisive)
    {
        bool? result = !decisive;
        foreach (var part in parts)
        {
            var met = Meet(part, entity);
            if (met == decisive)
                return decisive;
            result = met is null ? null : result;
        }
        return result;
    }
}

using System.Collections.Immutable;

namespace Waziup.Ngsi.Query;

/// <summary>Makes a condition shorter by the types that it demands anyway.</summary>
/// <remarks>Rules of access name types again and again; of a query for one type most of that says nothing, and costs a search in the store for each row.</remarks>
internal static class Simplified
{
    /// <summary>The same condition.</summary>
    public static Filter Of(Filter filter)
    {
        var parts = filter.Conjuncts();
        var known = parts.OfType<Filter.OfType>().Distinct().ToArray();
        return known.Length == 0 ? filter : All([.. known.Concat(parts.Where(part => part is not Filter.OfType).Select(part => Under(part, known)))]);
    }

    /// <summary>The same condition for entities that have some types.</summary>
    public static Filter Under(Filter filter, Filter.OfType[] known) => filter switch
    {
        Filter.OfType type when known.Contains(type) => Filter.Everything,
        Filter.All all => All([.. all.Parts.Select(part => Under(part, known))]),
        Filter.Any any => Any([.. any.Parts.Select(part => Under(part, known))]),
        Filter.Not not => Not(Under(not.Part, known)),
        _ => filter,
    };

    /// <summary>That all of some conditions hold.</summary>
    public static Filter All(ImmutableArray<Filter> parts)
    {
        var left = parts.Where(part => !IsEverything(part)).Distinct().ToImmutableArray();
        return left.Any(IsNothing) ? Filter.Nothing : left is [var only] ? only : new Filter.All(left);
    }

    /// <summary>That one of some conditions holds.</summary>
    public static Filter Any(ImmutableArray<Filter> parts)
    {
        var left = parts.Where(part => !IsNothing(part)).Distinct().ToImmutableArray();
        return left.Any(IsEverything) ? Filter.Everything : left is [var only] ? only : new Filter.Any(left);
    }

    /// <summary>That a condition does not hold.</summary>
    public static Filter Not(Filter part) => IsEverything(part) ? Filter.Nothing : IsNothing(part) ? Filter.Everything : new Filter.Not(part);

    /// <summary>Whether a condition holds of everything.</summary>
    public static bool IsEverything(Filter filter) => filter is Filter.All { Parts.IsEmpty: true };

    /// <summary>Whether a condition holds of nothing.</summary>
    public static bool IsNothing(Filter filter) => filter is Filter.Any { Parts.IsEmpty: true };
}

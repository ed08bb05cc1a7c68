using System.Collections.Immutable;

namespace Waziup.Ngsi.Query;

/// <summary>Makes of a filter one that a store can say in its own language: every entity that meets the one meets the other.</summary>
internal static class Superset
{
    /// <param name="filter">The filter.</param>
    /// <param name="says">Whether the store can say a condition that is not made of others.</param>
    /// <returns>What the store says, and whether it is the same as the filter.</returns>
    public static (Filter Filter, bool IsExact) Of(Filter filter, Predicate<Filter> says)
    {
        switch (filter)
        {
            case Filter.All all:
                var (parts, isExact) = Of(all.Parts, says);
                return (new Filter.All(parts), isExact);
            case Filter.Any any:
                (parts, isExact) = Of(any.Parts, says);
                return (new Filter.Any(parts), isExact);
            case Filter.Not not:
                // What is left out of a superset is not a superset.
                var (part, isExactPart) = Of(not.Part, says);
                return isExactPart ? (new Filter.Not(part), true) : (Filter.Everything, false);
            default:
                return says(filter) ? (filter, true) : (Filter.Everything, false);
        }
    }

    private static (ImmutableArray<Filter> Parts, bool IsExact) Of(ImmutableArray<Filter> parts, Predicate<Filter> says)
    {
        var made = parts.Select(part => Of(part, says)).ToList();
        return ([.. made.Select(part => part.Filter)], made.TrueForAll(part => part.IsExact));
    }
}

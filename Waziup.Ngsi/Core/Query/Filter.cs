using System.Collections.Immutable;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>A condition on an entity: what queries, subscriptions, registrations and access rules are made of.</summary>
/// <remarks>Names in it are expanded. Immutable.</remarks>
public abstract record Filter
{
    private Filter()
    {
    }

    /// <summary>Every entity.</summary>
    public static Filter Everything { get; } = new All([]);

    /// <summary>No entity.</summary>
    public static Filter Nothing { get; } = new Any([]);

    /// <summary>All of the parts hold; with no part, always.</summary>
    public sealed record All(ImmutableArray<Filter> Parts) : Filter;

    /// <summary>At least one of the parts holds; with no part, never.</summary>
    public sealed record Any(ImmutableArray<Filter> Parts) : Filter;

    /// <summary>The part does not hold.</summary>
    public sealed record Not(Filter Part) : Filter;

    /// <summary>The entity has the type (4.17).</summary>
    public sealed record OfType(Iri Type) : Filter;

    /// <summary>The entity has one of the ids.</summary>
    public sealed record HasId(ImmutableArray<EntityId> Ids) : Filter
    {
        /// <summary>Whether the ids are those that are stored, whatever a caller knows the entities by.</summary>
        internal bool IsStored { get; init; }
    }

    /// <summary>The stored id, whatever a caller knows the entity by, is one of many.</summary>
    /// <remarks>No store is asked for them: most of what the rest of a query selects is among them.</remarks>
    internal sealed record IsAmong(IdSet Ids) : Filter;

    /// <summary>The id matches a pattern, anywhere in it.</summary>
    public sealed record IdMatches(Pattern Pattern) : Filter;

    /// <summary>The entity has an instance of the attribute.</summary>
    public sealed record HasAttribute(Iri Name) : Filter;

    /// <summary>Something is there at the path; an attribute as a whole is asked for by <see cref="HasAttribute"/>.</summary>
    public sealed record Exists(AttributePath Path) : Filter;

    /// <summary>Some value at the path compares so (4.9).</summary>
    public sealed record Compares(AttributePath Path, Comparison Comparison, Operand Operand) : Filter;

    /// <summary>Some value at the path is a text that matches a pattern, anywhere in it; negated: a text that does not.</summary>
    public sealed record Fits(AttributePath Path, Pattern Pattern, bool IsNegated) : Filter;

    /// <summary>The relationship points at an entity that has one of the types, if any are named, and meets a condition.</summary>
    /// <remarks>It is made a comparison of the relationship with the ids of such entities before anything is evaluated.</remarks>
    public sealed record Links(Iri Relationship, ImmutableArray<Iri> Types, Filter Target) : Filter;

    /// <summary>The entity is in a scope that fits (4.19).</summary>
    public sealed record InScope(ScopePattern Pattern) : Filter;

    /// <summary>Some geometry of the GeoProperty stands in the relation (4.10).</summary>
    public sealed record Lies(Iri Property, GeoRelation Relation) : Filter;

    /// <summary>The condition holds of the entity as somebody sees it.</summary>
    /// <param name="Part">The condition.</param>
    /// <param name="Lens">Shows what he sees.</param>
    /// <remarks>No store can say it; what stands beside it in <see cref="All"/> keeps what has to be looked at small.</remarks>
    public sealed record Disclosed(Filter Part, ILens Lens) : Filter;

    /// <summary>Both hold; simplified where one says nothing.</summary>
    public static Filter And(Filter left, Filter right)
    {
        if (left is All { Parts.IsEmpty: true })
            return right;
        return right is All { Parts.IsEmpty: true } ? left : new All([left, right]);
    }

    /// <summary>The conditions of which all have to hold.</summary>
    internal List<Filter> Conjuncts()
    {
        var parts = new List<Filter>();
        Add(this, parts);
        return parts;
    }

    private static void Add(Filter filter, List<Filter> parts)
    {
        switch (filter)
        {
            case All all:
                foreach (var part in all.Parts)
                    Add(part, parts);
                break;
            // As a request with one selector has it.
            case Any { Parts: [var only] }:
                Add(only, parts);
                break;
            default:
                parts.Add(filter);
                break;
        }
    }
}

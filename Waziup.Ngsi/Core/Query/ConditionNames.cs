using System.Collections.Immutable;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Query;

/// <summary>The attributes that a condition needs.</summary>
internal static class ConditionNames
{
    /// <summary>Attributes of which an entity that meets the condition has at least one; null where it need not have any.</summary>
    public static ImmutableHashSet<Iri>? Of(Filter filter) => filter switch
    {
        Filter.HasAttribute attribute => [attribute.Name],
        Filter.Exists exists => First(exists.Path),
        Filter.Compares compares => First(compares.Path),
        Filter.Fits { IsNegated: false } fits => First(fits.Path),
        Filter.Lies lies => [lies.Property],
        Filter.Links links => [links.Relationship],
        Filter.Disclosed disclosed => Of(disclosed.Part),
        Filter.All all => all.Parts.Select(Of).OfType<ImmutableHashSet<Iri>>().ToList() is { Count: > 0 } known ? Union(known) : null,
        // One alternative that needs none admits any.
        Filter.Any any when any.Parts.Select(Of).ToList() is var parts && parts.TrueForAll(part => part is not null) => Union(parts!),
        _ => null,
    };

    /// <summary>Every attribute that the condition is about.</summary>
    public static IEnumerable<Iri> All(Filter filter) => filter switch
    {
        Filter.All all => all.Parts.SelectMany(All),
        Filter.Any any => any.Parts.SelectMany(All),
        Filter.Not not => All(not.Part),
        Filter.Fits fits => fits.Path.Names.Take(1),
        Filter.Disclosed disclosed => All(disclosed.Part),
        _ => Of(filter) ?? [],
    };

    private static ImmutableHashSet<Iri>? First(AttributePath path) => path.Names.IsEmpty ? null : [path.Names[0]];

    private static ImmutableHashSet<Iri> Union(IEnumerable<ImmutableHashSet<Iri>> parts) => [.. parts.SelectMany(part => part)];
}

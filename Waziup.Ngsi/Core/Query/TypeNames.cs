using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Query;

/// <summary>The types that a condition asks for.</summary>
internal static class TypeNames
{
    /// <summary>Each type that an entity may have to have; none where it need not have any.</summary>
    public static IEnumerable<Iri> Of(Filter filter) => filter switch
    {
        Filter.OfType type => [type.Type],
        Filter.All all => all.Parts.SelectMany(Of).Distinct(),
        // One alternative that asks for no type admits any.
        Filter.Any any when any.Parts.All(part => Of(part).Any()) => any.Parts.SelectMany(Of).Distinct(),
        _ => [],
    };
}

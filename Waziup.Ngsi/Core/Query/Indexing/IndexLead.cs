using System.Collections.Immutable;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Query.Indexing;

/// <summary>A part of a filter that an index would answer: every entity that matches the filter is in one of the ranges, or touches one of the boxes.</summary>
/// <param name="Key">The index.</param>
/// <param name="Ranges">Of an index of values.</param>
/// <param name="Boxes">Of an index of places.</param>
internal sealed record IndexLead(IndexKey Key, ImmutableArray<ValueRange> Ranges, ImmutableArray<Box> Boxes)
{
    /// <summary>The leads in a filter; none where it names no type, or several.</summary>
    public static IReadOnlyList<IndexLead> Of(EntityQuery query)
    {
        var parts = query.Filter.Conjuncts();
        var type = parts.OfType<Filter.OfType>().FirstOrDefault()?.Type;
        // Indexes know nothing of what is gone, and single ids need none.
        if (type is null || query.WithRemains || parts.Exists(part => part is Filter.HasId))
            return [];
        var leads = new List<IndexLead>();
        foreach (var part in parts)
        {
            if (part is Filter.Compares compares && ValueRange.Of(compares) is { IsDefault: false } ranges)
                leads.Add(new IndexLead(new IndexKey(type, compares.Path.Names[0], IsPlace: false), ranges, []));
            else if (part is Filter.Lies lies && Box.Of(lies.Relation) is { IsDefault: false } boxes)
                leads.Add(new IndexLead(new IndexKey(type, lies.Property, IsPlace: true), [], boxes));
        }
        return leads;
    }
}

using System.Globalization;
using Waziup.Ngsi.Query.Indexing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>An index that leads to the entities of a query.</summary>
/// <param name="lead">What it is asked for.</param>
/// <param name="index">The index.</param>
internal sealed class IndexScan(IndexLead lead, Index index)
{
    public IndexLead Lead => lead;

    public Index Index => index;

    /// <summary>The index that promises to lead to the fewest entities: one that knows single values, then ranges, then places; null for none.</summary>
    public static IndexScan? Best(Indexes indexes, int tenant, IReadOnlyList<IndexLead> leads)
    {
        IndexScan? best = null;
        foreach (var lead in leads)
        {
            if (indexes.Complete(tenant, lead.Key) is { } index && (best is null || Rank(lead) < Rank(best.Lead)))
                best = new IndexScan(lead, index);
        }
        return best;
    }

    /// <summary>Selects the keys of the entities; one may come several times.</summary>
    public string Keys(string tenant, Arguments arguments)
    {
        var conditions = lead.Key.IsPlace
            ? lead.Boxes.Select(box => $"box && box(point({arguments.Of(box.East)}, {arguments.Of(box.North)}), point({arguments.Of(box.West)}, {arguments.Of(box.South)}))")
            : lead.Ranges.Select(range => Condition(range, arguments));
        var table = lead.Key.IsPlace ? "place" : "value";
        // The index in the order of entities would do too, row by row: the order by value keeps it out.
        var order = lead.Key.IsPlace || lead.Ranges.Length > 1 ? "" : " order by num, txt";
        return string.Create(CultureInfo.InvariantCulture,
            $"select entity as key from {table} where tenant = {tenant} and indexed = {index.Id} and ({string.Join(" or ", conditions)}){order}");
    }

    /// <summary>Of an index of values, selects the keys of a piece in the order of entities.</summary>
    public string KeysInOrder(string tenant, Arguments arguments, Piece piece) => string.Create(CultureInfo.InvariantCulture,
        $"""
        select distinct b.entity as key from (
            select entity, num, txt from value where tenant = {tenant} and indexed = {index.Id} and entity > {arguments.Of(piece.After)}
            order by entity limit {arguments.Of(piece.InOrder)}) b
        where {string.Join(" or ", lead.Ranges.Select(range => Condition(range, arguments)))}
        """);

    private static int Rank(IndexLead lead) =>
        lead.Key.IsPlace ? 2 : lead.Ranges.All(range => range.From is { } from && range.To is { } to && from == to) ? 0 : 1;

    private static string Condition(ValueRange range, Arguments arguments)
    {
        if (!range.IsText)
        {
            var from = range.From is { } least ? arguments.Of(least.Number) : "'-Infinity'";
            var to = range.To is { } most ? arguments.Of(most.Number) : "'Infinity'";
            return $"num between {from} and {to}";
        }
        var first = range.From is { } start ? $" and txt >= {arguments.Of(start.Text!)}" : "";
        var last = range.To is { } end ? $" and txt <= {arguments.Of(end.Text!)}" : "";
        return $"num = 'NaN'{first}{last}";
    }
}

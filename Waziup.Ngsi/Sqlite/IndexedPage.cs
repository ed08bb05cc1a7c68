using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Fills a page with entities that indexes lead to.</summary>
/// <remarks>
/// 1 A few rows of an index of values are looked at in the order of entities: if many of them fit, that is the page.
/// 2 The index is chosen that knows the fewest entities. Where it knows many, entities are looked at in their order, at more of them now.
/// 3 What is still missing is in the rest of what the index knows.
/// </remarks>
internal sealed class IndexedPage(Reader reader, long tenant, EntityQuery query, CancellationToken cancel)
{
    private const int FewInOrder = 500;
    private const int ManyInOrder = 20_000;
    private const int LooksAtFirst = 2_000;

    private readonly FilteredPage _page = new(query, isExact: false);
    private long _last;

    public EntityPage Fill(List<IndexScan> scans)
    {
        // Who wants the number has all of them looked at.
        if (!query.WantsTotal && scans.Find(scan => !scan.Lead.Key.IsPlace) is { } values && IsFullWith(values, FewInOrder))
            return _page.Build();
        var best = IndexScan.Best(reader, scans)!;
        if (!query.WantsTotal && best.Rows > IndexScan.FewRows
            && IsFullWith(best.Lead.Key.IsPlace ? null : best, ManyInOrder, LooksAtFirst))
            return _page.Build();
        IsFullWith(best, inOrder: 0);
        return _page.Build();
    }

    private bool IsFullWith(IndexScan? index, long inOrder, long most = long.MaxValue)
    {
        var isFull = false;
        var before = _page.Seen;
        RowScan.Each(
            reader, FilterSql.Of(reader, query, index, _last, inOrder), tenant, query, row =>
            {
                _last = row.Long(3);
                isFull = !_page.Take(row => RowScan.Entity(reader, row), row);
                return !isFull && _page.Seen - before < most;
            }, cancel);
        return isFull;
    }
}

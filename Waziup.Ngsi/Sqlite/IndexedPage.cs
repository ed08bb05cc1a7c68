using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Fills a page with entities that indexes lead to.</summary>
/// <remarks>
/// 1 Where an index of values led to many last time, a few of its rows are looked at in the order of entities: if many fit again, that is the page.
/// 2 The index is chosen that knows the fewest entities. Where it knows many, entities are looked at in their order, at more of them now.
/// 3 What is still missing is in the rest of what the index knows.
/// </remarks>
internal sealed class IndexedPage(Reader reader, long tenant, EntityQuery query, CancellationToken cancel)
{
    // Some of what an index selects does not match.
    private const int MoreThanWanted = 16;

    private readonly FilteredPage _page = new(query, isExact: false);
    private readonly Func<Statement, Entity> _read = row => RowScan.Entity(reader, row);
    private long _last;

    public EntityPage Fill(List<IndexScan> scans)
    {
        // Who wants the number has all of them looked at.
        if (query.WantsTotal)
        {
            Take(IndexScan.Best(reader, scans));
            return _page.Build();
        }
        if (scans.Find(scan => reader.LedToMany.Contains(scan.Id)) is { } values && Take(values, LooksAt.FewInOrder))
            return _page.Build();
        var best = IndexScan.Best(reader, scans)!;
        foreach (var scan in scans.Where(scan => !scan.Lead.Key.IsPlace))
        {
            if (scan.Rows > LooksAt.FewRows)
                reader.LedToMany.Add(scan.Id);
            else
                reader.LedToMany.Remove(scan.Id);
        }
        if (best.Rows > LooksAt.FewRows && Take(best.Lead.Key.IsPlace ? null : best, LooksAt.ManyInOrder, LooksAt.Entities))
            return _page.Build();
        // The first of many are found sooner than all in their order.
        var wanted = query.Offset + query.Limit + MoreThanWanted;
        if (best.Rows <= wanted || !Take(best, keys: wanted))
            Take(best);
        return _page.Build();
    }

    /// <summary>Takes entities behind those that were taken.</summary>
    /// <returns>Whether the page is full.</returns>
    private bool Take(IndexScan? index, long inOrder = 0, long most = long.MaxValue, long keys = -1)
    {
        var isFull = false;
        var before = _page.Seen;
        RowScan.Each(
            reader, FilterSql.Of(reader, query, index, _last, inOrder, keys), tenant, query, row =>
            {
                _last = row.Long(3);
                isFull = !_page.Take(_read, row);
                return !isFull && _page.Seen - before < most;
            }, cancel);
        return isFull;
    }
}

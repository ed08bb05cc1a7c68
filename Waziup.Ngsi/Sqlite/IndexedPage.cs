using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Fills a page with entities that indexes lead to.</summary>
/// <remarks>
/// 1 Where an index of values led to many last time, a few of its rows are looked at in the order of entities: if many fit again, that is the page.
/// 2 The index is chosen that knows the fewest entities. Where it knows few, the first of them are the page, if not too many of these do not match.
/// 3 Where it knows many, entities are looked at in their order, at more of them now.
/// 4 What is still missing is in the rest of what the index knows.
/// </remarks>
internal sealed class IndexedPage(Reader reader, long tenant, EntityQuery query, CancellationToken cancel)
{
    // Some of what an index selects does not match.
    private const int MoreThanWanted = 16;

    // Of more, it is quicker to look at the index again than to name them.
    private const int MostKeys = 256;

    private readonly FilteredPage _page = new(query, isExact: false);
    private readonly Func<Statement, Entity> _read = row => RowScan.Entity(reader, row);
    private long _last;

    public EntityPage Fill(List<IndexScan> scans)
    {
        // Who wants the number has all of them looked at.
        if (query.WantsTotal)
        {
            Take(new IndexPart(IndexScan.Best(reader, scans, 0, cancel)!));
            return _page.Build();
        }
        if (scans.Find(scan => reader.LedToMany.Contains(scan.Id)) is { } values && Take(new IndexPart(values, LooksAt.FewInOrder)))
            return _page.Build();
        var wanted = (long)query.Offset + query.Limit + MoreThanWanted;
        var best = IndexScan.Best(reader, scans, wanted <= MostKeys ? (int)wanted : 0, cancel)!;
        Remember(scans);
        if (!(best.Rows > LooksAt.FewRows ? TakeOfMany(best) : TakeFirst(best)))
            Take(new IndexPart(best));
        return _page.Build();
    }

    private void Remember(List<IndexScan> scans)
    {
        foreach (var scan in scans.Where(scan => !scan.Lead.Key.IsPlace))
        {
            if (scan.Rows > LooksAt.FewRows)
                reader.LedToMany.Add(scan.Id);
            else
                reader.LedToMany.Remove(scan.Id);
        }
    }

    // Places have no other order.
    private bool TakeOfMany(IndexScan index) => Take(index.Lead.Key.IsPlace ? null : new IndexPart(index, LooksAt.ManyInOrder), LooksAt.Entities);

    // Full, or all that there is.
    private bool TakeFirst(IndexScan index)
    {
        long[] keys = [.. index.FirstKeys.Where(key => key > _last)];
        return (keys.Length > 0 && Take(new IndexPart(index, Keys: keys))) || index.FirstKeys.Length == index.Rows;
    }

    /// <summary>Takes entities behind those that were taken.</summary>
    /// <returns>Whether the page is full.</returns>
    private bool Take(IndexPart? lead, long most = long.MaxValue)
    {
        var isFull = false;
        var before = _page.Seen;
        RowScan.Each(
            reader, FilterSql.Of(reader, query, lead, _last), tenant, query, row =>
            {
                _last = row.Long(3);
                isFull = !_page.Take(_read, row);
                return !isFull && _page.Seen - before < most;
            }, cancel);
        return isFull;
    }
}

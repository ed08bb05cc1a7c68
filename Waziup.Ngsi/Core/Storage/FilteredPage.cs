using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Storage;

/// <summary>Finds the page of a query among rows, given one by one in order of creation, of which not all match.</summary>
/// <param name="query">A query without an order.</param>
/// <param name="isExact">Whether every row that is given matches.</param>
internal sealed class FilteredPage(EntityQuery query, bool isExact)
{
    private readonly List<Entity> _rows = [];

    /// <summary>How many rows were given.</summary>
    public long Seen { get; private set; }

    /// <summary>How many of them matched.</summary>
    public long Matching { get; private set; }

    /// <summary>Takes a row.</summary>
    /// <param name="read">Reads the entity; a row that only counts needs not be read.</param>
    /// <param name="row">Where from.</param>
    /// <returns>Whether another one is wanted.</returns>
    public bool Take<TRow>(Func<TRow, Entity> read, TRow row)
    {
        Seen++;
        var counts = Matching < query.Offset || _rows.Count >= query.Limit;
        var entity = isExact && counts ? null : read(row);
        if (!isExact && !Evaluator.Matches(query.Filter, entity!, query.Now))
            return true;
        Matching++;
        if (!counts)
            _rows.Add(entity!);
        return query.WantsTotal || Matching <= (long)query.Offset + query.Limit;
    }

    /// <summary>The page, after all were given that it wanted.</summary>
    public EntityPage Build() =>
        new(_rows, query.WantsTotal ? Matching : null, query.Limit > 0 && Matching > (long)query.Offset + _rows.Count);
}

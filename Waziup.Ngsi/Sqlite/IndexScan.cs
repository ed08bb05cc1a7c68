using System.Globalization;
using Waziup.Ngsi.Query.Indexing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>An index that leads to the entities of a query.</summary>
/// <param name="lead">What it is asked for.</param>
/// <param name="id">Its number.</param>
/// <param name="slot">Of an index of places, its slot.</param>
internal sealed class IndexScan(IndexLead lead, long id, int slot)
{
    private const string Find =
        """
        select id, slot from indexed
        where tenant = ? and type = (select id from name where iri = ?) and attr = (select id from name where iri = ?) and place = ? and complete
        """;

    public IndexLead Lead => lead;

    public long Id => id;

    /// <summary>How many rows of the index lead to entities; counted up to one more than <see cref="LooksAt.FewRows"/>.</summary>
    public long Rows { get; private set; }

    /// <summary>The first keys among the rows that were counted, in order; one may be there several times.</summary>
    public long[] FirstKeys { get; private set; } = [];

    /// <summary>The indexes that there are for leads.</summary>
    public static List<IndexScan> Of(Reader reader, long tenant, IReadOnlyList<IndexLead> leads) =>
        [.. leads.Select(lead => Of(reader, tenant, lead)).OfType<IndexScan>()];

    /// <summary>The one that leads to the fewest entities; null where there is none.</summary>
    /// <param name="reader">Reads.</param>
    /// <param name="scans">Those that there are.</param>
    /// <param name="keys">How many of the first keys are wanted.</param>
    /// <param name="cancel">Ends it early.</param>
    public static IndexScan? Best(Reader reader, List<IndexScan> scans, int keys, CancellationToken cancel)
    {
        foreach (var scan in scans)
            scan.Count(reader, keys, cancel);
        return scans.MinBy(scan => scan.Rows);
    }

    /// <summary>Selects the keys of the entities in order; one may come several times, one after the other.</summary>
    /// <param name="value">Takes a value and gives the parameter that stands for it.</param>
    /// <param name="after">Entities up to this key are not wanted.</param>
    public string Keys(Func<object, string> value, long after)
    {
        var parts = Parts(value).Select(part => $"select {Key} as key from {part}{(after > 0 ? $" and {Key} > {value(after)}" : "")}");
        return $"{string.Join(" union ", parts)} order by 1 limit -1";
    }

    /// <summary>Of an index of values, selects the keys among its next rows in the order of entities; one may come several times, one after the other.</summary>
    /// <param name="value">Takes a value and gives the parameter that stands for it.</param>
    /// <param name="after">Entities up to this key are not wanted.</param>
    /// <param name="rows">How many rows are looked at.</param>
    public string KeysInOrder(Func<object, string> value, long after, long rows)
    {
        var next = string.Create(CultureInfo.InvariantCulture,
            $"select entity, value from value indexed by value_in_order where indexed = {id} and entity > {value(after)} order by entity limit {value(rows)}");
        return $"select entity as key from ({next}) where {string.Join(" or ", lead.Ranges.Select(range => Condition(range, value)))}";
    }

    private string Key => lead.Key.IsPlace ? $"id / {IndexTable.Slots}" : "entity";

    private static IndexScan? Of(Reader reader, long tenant, IndexLead lead)
    {
        var statement = reader.Prepared(Find);
        try
        {
            statement.Bind(1, tenant);
            statement.BindText(2, lead.Key.Type.Value);
            statement.BindText(3, lead.Key.Attribute.Value);
            statement.Bind(4, lead.Key.IsPlace ? 1 : 0);
            return statement.Step() ? new IndexScan(lead, statement.Long(0), (int)statement.Long(1)) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    private void Count(Reader reader, int keys, CancellationToken cancel)
    {
        var first = new FirstKeys(keys, LooksAt.FewRows + 1);
        var values = new List<object>();
        foreach (var part in Parts(Add))
        {
            var statement = reader.Prepared($"select tell({Key}) from {part}");
            statement.BindAll(1, values);
            reader.Ear.Hear(statement, first, cancel);
            values.Clear();
        }
        (Rows, FirstKeys) = (first.Count, first.Keys());

        string Add(object value)
        {
            values.Add(value);
            return string.Create(CultureInfo.InvariantCulture, $"?{values.Count}");
        }
    }

    private IEnumerable<string> Parts(Func<object, string> value)
    {
        foreach (var range in lead.Ranges)
            yield return string.Create(CultureInfo.InvariantCulture, $"value where indexed = {id} and {Condition(range, value)}");
        foreach (var box in lead.Boxes)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"place where west <= {value(box.East)} and east >= {value(box.West)} and south <= {value(box.North)} and north >= {value(box.South)} and id % {IndexTable.Slots} = {slot}");
        }
    }

    private static string Condition(ValueRange range, Func<object, string> value)
    {
        var from = range.From is { } first ? value(ValueOf(first)) : range.IsText ? "x''" : "-9e999";
        var to = range.To is { } last ? $"value <= {value(ValueOf(last))}" : range.IsText ? "1" : "value < x''";
        return $"value >= {from} and {to}";
    }

    private static object ValueOf(IndexedValue value) => value.Text is null ? value.Number : value.Text;
}

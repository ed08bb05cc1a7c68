using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Counts what a store holds.</summary>
internal static class StatisticsReader
{
    public static StoreStatistics Count(Reader reader)
    {
        var rows = Number(reader, "select count(*) from entity");
        var remains = Number(reader, "select count(*) from entity where deleted is not null");
        return new StoreStatistics(
            rows - remains, remains, Number(reader, "select count(*) from history"), Number(reader, "select count(*) from change"), ByAttribute(reader), UsageReader.Read(reader), Indexes(reader));
    }

    private static long Number(Reader reader, string sql) => reader.First(sql, _ => { }, row => row.Long(0));

    private static List<IndexState> Indexes(Reader reader)
    {
        var found = new List<IndexState>();
        var rows = reader.Prepared(
            $"""
            select t.name, y.iri, a.iri, i.place, i.complete from indexed i join name y on y.id = i.type join name a on a.id = i.attr
            join tenant t on t.id = i.tenant and t.name not glob '{DroppedTenants.Open}*' order by i.id
            """);
        try
        {
            while (rows.Step())
                found.Add(new IndexState(rows.Tenant(0), new IndexKey(new Iri(rows.Text(1)), new Iri(rows.Text(2)), rows.Long(3) != 0), rows.Long(4) != 0));
            return found;
        }
        finally
        {
            rows.Reset();
        }
    }

    private static Dictionary<string, long> ByAttribute(Reader reader)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var statement = reader.Prepared(
            "select n.iri, h.rows from (select attr, count(*) as rows from history group by attr) h join name n on n.id = h.attr");
        try
        {
            while (statement.Step())
                counts[statement.Text(0)] = statement.Long(1);
            return counts;
        }
        finally
        {
            statement.Reset();
        }
    }
}

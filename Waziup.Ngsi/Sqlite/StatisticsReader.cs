using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Counts what a store holds.</summary>
internal static class StatisticsReader
{
    public static StoreStatistics Count(Reader reader)
    {
        var rows = Number(reader, "select count(*) from entity");
        var remains = Number(reader, "select count(*) from entity where deleted is not null");
        return new StoreStatistics(
            rows - remains, remains, Number(reader, "select count(*) from history"), Number(reader, "select count(*) from change"), ByAttribute(reader));
    }

    private static long Number(Reader reader, string sql)
    {
        var statement = reader.Prepared(sql);
        try
        {
            return statement.Step() ? statement.Long(0) : 0;
        }
        finally
        {
            statement.Reset();
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

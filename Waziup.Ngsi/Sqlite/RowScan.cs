using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Goes through the rows that SQL selects, in order of creation.</summary>
internal static class RowScan
{
    private const int LooksForCancelEvery = 256;

    /// <summary>Shows the rows whose ids fit, each once, as long as somebody wants more.</summary>
    public static void Each(Reader reader, FilterSql sql, long tenant, EntityQuery query, Func<Statement, bool> wantsMore, CancellationToken cancel)
    {
        var (seen, last) = (0, 0L);
        var statement = Start(reader, sql, tenant, query, -1, 0);
        try
        {
            while (statement.Step())
            {
                if (++seen % LooksForCancelEvery == 0)
                    cancel.ThrowIfCancellationRequested();
                var key = statement.Long(3);
                if (key != last && IdFits(sql, statement) && !wantsMore(statement))
                    return;
                last = key;
            }
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>Counts the rows.</summary>
    public static long Count(Reader reader, FilterSql sql, long tenant, EntityQuery query)
    {
        var statement = reader.Prepared("select count(*)" + sql.Sql);
        try
        {
            Bind(statement, sql, tenant, query);
            return statement.Step() ? statement.Long(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>A statement that gives id, index, document and key of a part of the rows; the caller resets it.</summary>
    // The limit, even where it is none, keeps SQLite from sorting whole rows: keys come in order, each leads to its row.
    public static Statement Start(Reader reader, FilterSql sql, long tenant, EntityQuery query, long limit, long offset)
    {
        var number = sql.Values.Count + 3;
        var order = sql.IsOrdered ? "" : " order by t.key";
        var statement = reader.Prepared(
            $"select r.id, r.idx, r.doc, k.key from (select t.key as key{sql.Sql}{order} limit ?{number} offset ?{number + 1}) k cross join entity r on r.key = k.key");
        Bind(statement, sql, tenant, query);
        statement.Bind(number, limit);
        statement.Bind(number + 1, offset);
        return statement;
    }

    /// <summary>The entity of the row at which a statement stands.</summary>
    public static Entity Entity(Reader reader, Statement statement) =>
        EntityDecoder.Decode(EntityId.Trusted(statement.Text(0)), statement.Blob(2), statement.Blob(1), reader);

    private static bool IdFits(FilterSql sql, Statement statement)
    {
        if (sql.IdPatterns.Count == 0)
            return true;
        var id = statement.Text(0);
        foreach (var pattern in sql.IdPatterns)
        {
            if (!pattern.Matches(id))
                return false;
        }
        return true;
    }

    private static void Bind(Statement statement, FilterSql sql, long tenant, EntityQuery query)
    {
        statement.Bind(1, tenant);
        statement.Bind(2, query.Now.Micros);
        statement.BindAll(3, sql.Values);
    }
}

using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Answers queries: SQL where it can say all of the filter, else SQL for a superset and the evaluator for the rest.</summary>
internal static class QueryReader
{
    private const int LooksForCancelEvery = 256;

    public static EntityPage Page(Reader reader, long tenant, EntityQuery query, CancellationToken cancel)
    {
        var sql = FilterSql.Of(query);
        if (query.Order is not null)
            return Ordered(reader, sql, tenant, query, cancel);
        return sql.IsComplete ? Complete(reader, sql, tenant, query) : Filtered(reader, sql, tenant, query, cancel);
    }

    /// <summary>Shows every entity that matches, in order of creation.</summary>
    public static void Visit(Reader reader, long tenant, EntityQuery query, Action<Entity> visit, CancellationToken cancel) =>
        Visit(reader, FilterSql.Of(query), tenant, query, visit, cancel);

    private static EntityPage Ordered(Reader reader, FilterSql sql, long tenant, EntityQuery query, CancellationToken cancel)
    {
        var page = new OrderedPage(query);
        Visit(reader, sql, tenant, query, page.Add, cancel);
        return page.Build();
    }

    private static void Visit(Reader reader, FilterSql sql, long tenant, EntityQuery query, Action<Entity> visit, CancellationToken cancel) => Each(
        reader, sql, tenant, query, statement =>
        {
            var entity = Entity(reader, statement);
            if (sql.IsExact || Evaluator.Matches(query.Filter, entity, query.Now))
                visit(entity);
            return true;
        }, cancel);

    /// <summary>Goes through the rows that SQL selects and whose ids fit, as long as somebody wants more.</summary>
    private static void Each(Reader reader, FilterSql sql, long tenant, EntityQuery query, Func<Statement, bool> wantsMore, CancellationToken cancel)
    {
        var seen = 0;
        var statement = Start(reader, sql, tenant, query, -1, 0);
        try
        {
            while (statement.Step())
            {
                if (++seen % LooksForCancelEvery == 0)
                    cancel.ThrowIfCancellationRequested();
                if (IdFits(sql, statement) && !wantsMore(statement))
                    return;
            }
        }
        finally
        {
            statement.Reset();
        }
    }

    private static EntityPage Complete(Reader reader, FilterSql sql, long tenant, EntityQuery query)
    {
        long? total = query.WantsTotal ? Count(reader, sql, tenant, query) : null;
        var rows = new List<Entity>(Math.Min(query.Limit, 128));
        if (query.Limit <= 0)
            return new EntityPage(rows, total, false);
        var statement = Start(reader, sql, tenant, query, query.Limit + 1L, query.Offset);
        try
        {
            while (statement.Step())
            {
                if (rows.Count == query.Limit)
                    return new EntityPage(rows, total, true);
                rows.Add(Entity(reader, statement));
            }
            return new EntityPage(rows, total, false);
        }
        finally
        {
            statement.Reset();
        }
    }

    private static EntityPage Filtered(Reader reader, FilterSql sql, long tenant, EntityQuery query, CancellationToken cancel)
    {
        var rows = new List<Entity>();
        var matching = 0L;
        Each(reader, sql, tenant, query, statement =>
        {
            // A row that only counts needs not be read.
            var counts = matching < query.Offset || rows.Count >= query.Limit;
            var entity = sql.IsExact && counts ? null : Entity(reader, statement);
            if (!sql.IsExact && !Evaluator.Matches(query.Filter, entity!, query.Now))
                return true;
            matching++;
            if (!counts)
                rows.Add(entity!);
            return query.WantsTotal || matching <= (long)query.Offset + query.Limit;
        }, cancel);
        return new EntityPage(rows, query.WantsTotal ? matching : null, query.Limit > 0 && matching > (long)query.Offset + rows.Count);
    }

    private static bool IdFits(FilterSql sql, Statement statement)
    {
        if (sql.IdPatterns.Count == 0)
            return true;
        var id = statement.Text(0);
        foreach (var pattern in sql.IdPatterns)
        {
            if (!Pattern.Matches(pattern, id))
                return false;
        }
        return true;
    }

    private static long Count(Reader reader, FilterSql sql, long tenant, EntityQuery query)
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

    // The limit, even where it is none, keeps SQLite from sorting whole rows: keys come in order, each leads to its row.
    private static Statement Start(Reader reader, FilterSql sql, long tenant, EntityQuery query, long limit, long offset)
    {
        var number = sql.Texts.Count + 3;
        var order = sql.IsOrdered ? "" : " order by t.key";
        var statement = reader.Prepared(
            $"select r.id, r.idx, r.doc from (select t.key as key{sql.Sql}{order} limit ?{number} offset ?{number + 1}) k cross join entity r on r.key = k.key");
        Bind(statement, sql, tenant, query);
        statement.Bind(number, limit);
        statement.Bind(number + 1, offset);
        return statement;
    }

    private static void Bind(Statement statement, FilterSql sql, long tenant, EntityQuery query)
    {
        statement.Bind(1, tenant);
        statement.Bind(2, query.Now.Micros);
        for (var i = 0; i < sql.Texts.Count; i++)
            statement.BindText(i + 3, sql.Texts[i]);
    }

    private static Entity Entity(Reader reader, Statement statement) =>
        EntityDecoder.Decode(EntityId.Trusted(statement.Text(0)), statement.Blob(2), statement.Blob(1), reader);
}

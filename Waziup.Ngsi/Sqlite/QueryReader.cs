using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Answers queries: SQL where it can say all of the filter, else SQL for a superset and the evaluator for the rest.</summary>
internal sealed class QueryReader(IndexAdvisor advisor)
{
    public EntityPage Page(Reader reader, long tenant, EntityQuery query, CancellationToken cancel)
    {
        if (query.Order is not null)
        {
            var page = new OrderedPage(query);
            Visit(reader, tenant, query, page.Add, cancel);
            return page.Build();
        }
        var leads = IndexLead.Of(query);
        if (IndexScan.Of(reader, tenant, leads) is { Count: > 0 } scans)
            return new IndexedPage(reader, tenant, query, cancel).Fill(scans);
        var sql = FilterSql.Of(reader, query);
        return sql.IsComplete ? Complete(reader, sql, tenant, query) : Filtered(reader, sql, tenant, query, leads, cancel);
    }

    /// <summary>Shows every entity that matches, in order of creation.</summary>
    public void Visit(Reader reader, long tenant, EntityQuery query, Action<Entity> visit, CancellationToken cancel)
    {
        var leads = IndexLead.Of(query);
        var index = IndexScan.Best(reader, IndexScan.Of(reader, tenant, leads), 0, cancel);
        var sql = FilterSql.Of(reader, query, index is null ? null : new IndexPart(index));
        var (seen, matching) = (0L, 0L);
        RowScan.Each(
            reader, sql, tenant, query, row =>
            {
                seen++;
                var entity = RowScan.Entity(reader, row);
                if (!sql.IsExact && !Evaluator.Matches(query.Filter, entity, query.Now))
                    return true;
                matching++;
                visit(entity);
                return true;
            }, cancel);
        if (index is null)
            Advise(tenant, leads, seen, matching);
    }

    private EntityPage Filtered(Reader reader, FilterSql sql, long tenant, EntityQuery query, IReadOnlyList<IndexLead> leads, CancellationToken cancel)
    {
        var page = new FilteredPage(query, sql.IsExact);
        Func<Statement, Entity> read = row => RowScan.Entity(reader, row);
        RowScan.Each(reader, sql, tenant, query, row => page.Take(read, row), cancel);
        Advise(tenant, leads, page.Seen, page.Matching);
        return page.Build();
    }

    private void Advise(long tenant, IReadOnlyList<IndexLead> leads, long seen, long matching)
    {
        if (leads.Count > 0)
            advisor.Scanned(tenant, [.. leads.Select(lead => lead.Key)], seen, matching);
    }

    private static EntityPage Complete(Reader reader, FilterSql sql, long tenant, EntityQuery query)
    {
        long? total = query.WantsTotal ? RowScan.Count(reader, sql, tenant, query) : null;
        var rows = new List<Entity>(Math.Min(query.Limit, 128));
        if (query.Limit <= 0)
            return new EntityPage(rows, total, false);
        var statement = RowScan.Start(reader, sql, tenant, query, query.Limit + 1L, query.Offset);
        try
        {
            while (statement.Step())
            {
                if (rows.Count == query.Limit)
                    return new EntityPage(rows, total, true);
                rows.Add(RowScan.Entity(reader, statement));
            }
            return new EntityPage(rows, total, false);
        }
        finally
        {
            statement.Reset();
        }
    }
}

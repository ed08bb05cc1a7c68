using Npgsql;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Answers queries: SQL where it can say all of the filter, else SQL for a superset and the evaluator for the rest.</summary>
internal sealed class QueryReader(NpgsqlDataSource source, NameTable names, KnownIndexes indexes, IndexAdvisor advisor)
{
    public async ValueTask<EntityPage> PageAsync(int tenant, EntityQuery query, CancellationToken cancel)
    {
        if (query.Order is not null)
        {
            var page = new OrderedPage(query);
            await VisitAsync(tenant, query, page.Add, cancel);
            return page.Build();
        }
        var leads = IndexLead.Of(query);
        var index = IndexScan.Best(indexes.Current, tenant, leads);
        var sql = FilterSql.Of(tenant, query, index);
        if (sql.IsComplete)
            return await CompleteAsync(sql, query, cancel);
        var filtered = new FilteredPage(query, sql.IsExact);
        if (query.WantsTotal)
            await RowStream.EachAsync(source, "entities", sql.Rows, sql.Arguments, row => !IdFits(sql, row) || filtered.Take(Entity, row), cancel);
        else
            await FilteredAsync(tenant, query, index, filtered, cancel);
        Advise(index, tenant, leads, filtered.Seen, filtered.Matching);
        return filtered.Build();
    }

    /// <summary>Shows every entity that matches, in order of creation.</summary>
    public async ValueTask VisitAsync(int tenant, EntityQuery query, Action<Entity> visit, CancellationToken cancel)
    {
        var leads = IndexLead.Of(query);
        var index = IndexScan.Best(indexes.Current, tenant, leads);
        var sql = FilterSql.Of(tenant, query, index);
        var (seen, matching) = (0L, 0L);
        await RowStream.EachAsync(
            source, "entities", sql.Rows, sql.Arguments, row =>
            {
                seen++;
                if (!IdFits(sql, row))
                    return true;
                var entity = Entity(row);
                if (!sql.IsExact && !Evaluator.Matches(query.Filter, entity, query.Now))
                    return true;
                matching++;
                visit(entity);
                return true;
            }, cancel);
        Advise(index, tenant, leads, seen, matching);
    }

    private void Advise(IndexScan? index, int tenant, IReadOnlyList<IndexLead> leads, long seen, long matching)
    {
        if (index is null && leads.Count > 0)
            advisor.Scanned(tenant, [.. leads.Select(lead => lead.Key)], seen, matching);
    }

    // In one round trip, and where the number is wanted too, of one moment.
    private ValueTask<EntityPage> CompleteAsync(FilterSql sql, EntityQuery query, CancellationToken cancel) => source.UseAsync(
        async connection =>
        {
            await using var batch = new NpgsqlBatch(connection);
            if (query.WantsTotal)
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand("begin isolation level repeatable read, read only"));
                batch.BatchCommands.Add(sql.Arguments.Command(sql.Count));
            }
            var page = sql.Page(query.Limit > 0 ? query.Limit + 1L : 0, query.Offset);
            batch.BatchCommands.Add(sql.Arguments.Command(page));
            if (query.WantsTotal)
                batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));
            await using var rows = await batch.ExecuteReaderAsync(cancel);
            long? total = null;
            if (query.WantsTotal)
            {
                await rows.ReadAsync(cancel);
                total = rows.GetInt64(0);
                await rows.NextResultAsync(cancel);
            }
            var found = new List<Entity>(Math.Min(query.Limit, 128));
            while (await rows.ReadAsync(cancel))
            {
                if (found.Count == query.Limit)
                    return new EntityPage(found, total, true);
                found.Add(Entity(rows));
            }
            return new EntityPage(found, total, false);
        },
        cancel);

    private ValueTask<int> FilteredAsync(int tenant, EntityQuery query, IndexScan? index, FilteredPage page, CancellationToken cancel) => source.UseAsync(
        connection => new PieceReader(connection, tenant, query, page, IdFits, Entity).RunAsync(index, cancel), cancel, mayRepeat: () => page.Seen == 0);

    private static bool IdFits(FilterSql sql, NpgsqlDataReader row) =>
        sql.IdPatterns.Count == 0 || (row.GetString(0) is var id && sql.IdPatterns.TrueForAll(pattern => pattern.Matches(id)));

    private Entity Entity(NpgsqlDataReader row) =>
        EntityDecoder.Decode(EntityId.Trusted(row.GetString(0)), row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(1), names);
}

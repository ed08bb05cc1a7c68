using Npgsql;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Counts what a store holds.</summary>
internal static class StatisticsReader
{
    /// <summary>The bytes of all tables with their indexes.</summary>
    public static async ValueTask<long> BytesAsync(NpgsqlDataSource source, CancellationToken cancel) => (await source.ListAsync(
        "select coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint from pg_class c where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace",
        _ => { }, row => row.GetInt64(0), cancel))[0];

    public static async ValueTask<StoreStatistics> CountAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        var counts = await source.ListAsync(
            """
            select count(*) filter (where deleted is null), count(*) filter (where deleted is not null),
                (select count(*) from history), (select count(*) from change)
            from entity
            """,
            _ => { }, row => (Entities: row.GetInt64(0), Remains: row.GetInt64(1), History: row.GetInt64(2), Changes: row.GetInt64(3)), cancel);
        var byAttribute = await source.ListAsync(
            "select n.iri, h.rows from (select attr, count(*) as rows from history group by attr) h join name n on n.id = h.attr",
            _ => { }, row => (Name: row.GetString(0), Rows: row.GetInt64(1)), cancel);
        var (entities, remains, history, changes) = counts[0];
        return new StoreStatistics(
            entities, remains, history, changes, byAttribute.ToDictionary(pair => pair.Name, pair => pair.Rows, StringComparer.Ordinal),
            await Tenants.MeasureAsync(source, cancel), await IndexesAsync(source, cancel));
    }

    private static ValueTask<IReadOnlyList<IndexState>> IndexesAsync(NpgsqlDataSource source, CancellationToken cancel) => source.ListAsync(
        $"""
        select t.name, y.iri, a.iri, i.place, i.complete from indexed i join name y on y.id = i.type join name a on a.id = i.attr
        join {TenantTable.Named} i.tenant order by i.id
        """,
        _ => { },
        row => new IndexState(row.Tenant(0), new IndexKey(new Iri(row.GetString(1)), new Iri(row.GetString(2)), row.GetBoolean(3)), row.GetBoolean(4)), cancel);
}

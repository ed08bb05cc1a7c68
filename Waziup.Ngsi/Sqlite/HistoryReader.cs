using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Reads the history of an entity.</summary>
internal sealed class HistoryReader(Readers readers, TenantTable tenants) : ITemporalStore
{
    private const string Head = "select key, recent from entity where tenant = ? and id = ?";

    // What the index names, and what the entity's row names.
    private const string Rows =
        """
        select h.seq, n.iri, d.iri, h.at, h.modified, h.kind, h.body, h.num
        from (select seq from history_key where entity = ?1 union all select value from json_each(?2)) k
            cross join history h on h.seq = k.seq join name n on n.id = h.attr left join name d on d.id = h.dataset
        order by h.at, h.seq
        """;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<HistoryRow>> ReadAsync(TenantId tenant, EntityId id, CancellationToken cancel)
    {
        var number = tenants.Find(tenant);
        return readers.ReadAsync(reader => Read(reader, number, id), cancel);
    }

    private static IReadOnlyList<HistoryRow> Read(Reader reader, long tenant, EntityId id)
    {
        if (Find(reader.Prepared(Head), tenant, id) is not { } found)
            return [];
        var rows = new List<HistoryRow>();
        var statement = reader.Prepared(Rows);
        statement.Bind(1, found.Entity);
        statement.BindText(2, found.Recent);
        try
        {
            while (statement.Step())
                rows.Add(Row(statement));
            return rows;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static (long Entity, string Recent)? Find(Statement statement, long tenant, EntityId id)
    {
        statement.Bind(1, tenant);
        statement.BindText(2, id.Value);
        try
        {
            return statement.Step() ? (statement.Long(0), RecentHistory.Decode(statement.Blob(1)).Json()) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static HistoryRow Row(Statement statement)
    {
        var (kind, isDeletion) = HistoryTable.Kind(statement.Long(5));
        return new HistoryRow(
            statement.Long(0), statement.Text(1), statement.IsNull(2) ? null : statement.Text(2),
            new Instant(statement.Long(3)), new Instant(statement.Long(4)), kind, isDeletion,
            statement.Blob(6).ToArray(), statement.IsNull(7) ? double.NaN : statement.Double(7));
    }
}

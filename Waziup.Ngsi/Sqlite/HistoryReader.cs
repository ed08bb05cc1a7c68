using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Reads the history of an entity.</summary>
internal sealed class HistoryReader(Readers readers, TenantTable tenants) : ITemporalStore
{
    private const string Rows =
        """
        select h.seq, n.iri, d.iri, h.at, h.modified, h.kind, h.body, h.num
        from history h join name n on n.id = h.attr left join name d on d.id = h.dataset
        where h.entity = (select key from entity where tenant = ? and id = ?)
        order by h.at, h.seq
        """;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<HistoryRow>> ReadAsync(TenantId tenant, EntityId id, CancellationToken cancel)
    {
        var number = tenants.Find(tenant);
        return readers.ReadAsync(reader => Read(reader.Prepared(Rows), number, id), cancel);
    }

    private static IReadOnlyList<HistoryRow> Read(Statement statement, long tenant, EntityId id)
    {
        var rows = new List<HistoryRow>();
        statement.Bind(1, tenant);
        statement.BindText(2, id.Value);
        try
        {
            while (statement.Step())
            {
                var (kind, isDeletion) = HistoryTable.Kind(statement.Long(5));
                rows.Add(new HistoryRow(
                    statement.Long(0), statement.Text(1), statement.IsNull(2) ? null : statement.Text(2),
                    new Instant(statement.Long(3)), new Instant(statement.Long(4)), kind, isDeletion,
                    statement.Blob(6).ToArray(), statement.IsNull(7) ? double.NaN : statement.Double(7)));
            }
            return rows;
        }
        finally
        {
            statement.Reset();
        }
    }
}

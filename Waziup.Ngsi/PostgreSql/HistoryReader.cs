using System.Text;
using Npgsql;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Reads the history of an entity.</summary>
internal sealed class HistoryReader(NpgsqlDataSource source, NameTable names, KnownTenants tenants) : ITemporalStore
{
    /// <inheritdoc/>
    public async ValueTask VisitAsync(TenantId tenant, EntityId id, Window window, Func<HistoryRow, bool> visit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(visit);
        if (tenants.Find(tenant) is not (not 0 and var number))
            return;
        var (sql, arguments) = WindowSql.Of((int)number, Hash.Of(id.Value), window);
        await RowStream.EachAsync(source, "history", sql, arguments, row => visit(Row(row)), cancel);
    }

    private HistoryRow Row(NpgsqlDataReader row)
    {
        var (kind, isDeletion, isObserved) = HistoryKind.Read(row.GetInt16(5));
        var modified = row.GetInt64(4);
        return new HistoryRow(
            row.GetInt64(0), names.TextOf(row.GetInt32(1)), row.GetInt32(2) is not 0 and var dataset ? names.TextOf(dataset) : null,
            new(row.GetInt64(3)), new(modified), kind, isDeletion, row.Bytes(6), row.IsDBNull(7) ? double.NaN : row.GetDouble(7))
        {
            IsObserved = isObserved,
            CreatedAt = new(row.IsDBNull(8) ? modified : row.GetInt64(8)),
            InstanceId = row.IsDBNull(9) ? null : Encoding.UTF8.GetString(row.Bytes(9)),
        };
    }
}

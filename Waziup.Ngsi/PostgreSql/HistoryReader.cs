using System.Text;
using Npgsql;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Reads the history of an entity.</summary>
internal sealed class HistoryReader(NpgsqlDataSource source, NameTable names, KnownTenants tenants, HistoryLimits limits) : ITemporalStore
{
    // A hundred of an attribute, and some to spare.
    private const int First = 130;

    /// <inheritdoc/>
    public async ValueTask VisitAsync(TenantId tenant, EntityId id, Window window, Func<HistoryRow, bool> visit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(visit);
        if (tenants.Find(tenant) is not (not 0 and var number))
            return;
        // Who wants values wants them all; others mostly a few.
        var (sql, arguments) = WindowSql.Of((int)number, Hash.Of(id.Value), window);
        if (window.IsForValues)
        {
            await ShowAsync(sql, arguments, visit, cancel);
            return;
        }
        if (await ShowAsync($"{sql} limit {arguments.Of(First)}", arguments, visit, cancel) is not (First, { } last))
            return;
        (sql, arguments) = WindowSql.Of((int)number, Hash.Of(id.Value), window, last);
        await RowStream.EachAsync(source, "history", sql, arguments, row => visit(Row(row)), cancel);
    }

    /// <summary>Shows rows, in one round trip.</summary>
    /// <returns>How many were shown, and the last of them; none where no more are wanted.</returns>
    private async ValueTask<(int Shown, HistoryRow? Last)> ShowAsync(string sql, Arguments arguments, Func<HistoryRow, bool> visit, CancellationToken cancel)
    {
        var shown = 0;
        HistoryRow? last = null;
        await source.UseAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand(sql, connection);
                arguments.Bind(command.Parameters);
                await using var rows = await command.ExecuteReaderAsync(cancel);
                while (await rows.ReadAsync(cancel))
                {
                    shown++;
                    last = Row(rows);
                    if (!visit(last))
                        return last = null;
                }
                return last;
            },
            cancel, mayRepeat: () => shown == 0);
        return (shown, last);
    }

    /// <inheritdoc/>
    public async ValueTask<(long Position, long Rows)> ForgetAsync(TenantId tenant, HistoryLimit limit, long position, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(limit);
        return tenants.Find(tenant) is not 0 and var number ? await limits.ForgetAsync((int)number, limit, position, cancel) : default;
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

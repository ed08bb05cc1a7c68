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
        var hash = Hash.Of(id.Value);
        var numbers = window.Names.IsDefault ? null : await names.NumbersAsync(window.Names, cancel);
        // Of a name that nobody has used there is nothing.
        if (numbers is [])
            return;
        if (window.IsOfKey)
            await ByKeyAsync((int)number, hash, window, numbers, visit, cancel);
        else
            await ByTimeAsync((int)number, hash, window, numbers, visit, cancel);
    }

    // In the order of the index, so that those who want a few read a few.
    private async ValueTask ByKeyAsync(int tenant, Guid id, Window window, int[]? which, Func<HistoryRow, bool> visit, CancellationToken cancel)
    {
        var groups = new TimeGroups(window, visit);
        var (sql, arguments) = WindowSql.Of(tenant, id, window, which);
        // Who wants values wants them all.
        if (window.IsForValues)
        {
            await ShowAsync(sql, arguments, row => groups.Add(ReadValue(row)), cancel);
            return;
        }
        var (shown, wantsMore) = await ShowAsync($"{sql} limit {arguments.Of(First)}", arguments, row => groups.Add(Read(row)), cancel);
        if (!wantsMore)
            return;
        if (shown == First)
        {
            // Others of the time at which it was cut may follow: these are read again.
            var rest = window.NewestFirst ? window with { To = new Instant(groups.Open.Micros + 1) } : window with { From = groups.Open };
            groups.Drop();
            (sql, arguments) = WindowSql.Of(tenant, id, rest, which);
            await RowStream.EachAsync(source, "history", sql, arguments, row => wantsMore = groups.Add(Read(row)), cancel);
        }
        if (wantsMore)
            groups.Show();
    }

    private async ValueTask ByTimeAsync(int tenant, Guid id, Window window, int[]? which, Func<HistoryRow, bool> visit, CancellationToken cancel)
    {
        HistoryRow? last = null;
        var (sql, arguments) = WindowSql.Of(tenant, id, window, which);
        if (await ShowAsync($"{sql} limit {arguments.Of(First)}", arguments, row => visit(last = Read(row)), cancel) is not (First, true))
            return;
        (sql, arguments) = WindowSql.Of(tenant, id, window, which, last);
        await RowStream.EachAsync(source, "history", sql, arguments, row => visit(Read(row)), cancel);
    }

    /// <summary>Shows rows, in one round trip.</summary>
    /// <returns>How many there were, and whether more are wanted.</returns>
    private async ValueTask<(int Shown, bool WantsMore)> ShowAsync(
        string sql, Arguments arguments, Func<NpgsqlDataReader, bool> wantsMore, CancellationToken cancel)
    {
        var shown = 0;
        var more = await source.UseAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand(sql, connection);
                arguments.Bind(command.Parameters);
                await using var rows = await command.ExecuteReaderAsync(cancel);
                while (await rows.ReadAsync(cancel))
                {
                    shown++;
                    if (!wantsMore(rows))
                        return false;
                }
                return true;
            },
            cancel, mayRepeat: () => shown == 0);
        return (shown, more);
    }

    /// <inheritdoc/>
    public async ValueTask<(long Position, long Rows)> ForgetAsync(TenantId tenant, HistoryLimit limit, long position, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(limit);
        return tenants.Find(tenant) is not 0 and var number ? await limits.ForgetAsync((int)number, limit, position, cancel) : default;
    }

    private HistoryRow Read(NpgsqlDataReader row)
    {
        var (kind, isDeletion, isObserved) = HistoryKind.Read(row.GetInt16(3));
        var modified = row.GetInt64(7);
        return new HistoryRow(
            row.GetInt64(6), names.TextOf(row.GetInt32(0)), DatasetOf(row), new(row.GetInt64(2)), new(modified), kind, isDeletion, row.Bytes(5), NumberOf(row))
        {
            IsObserved = isObserved,
            CreatedAt = new(row.IsDBNull(8) ? modified : row.GetInt64(8)),
            InstanceId = row.IsDBNull(9) ? null : Encoding.UTF8.GetString(row.Bytes(9)),
        };
    }

    private HistoryRow ReadValue(NpgsqlDataReader row)
    {
        var (kind, isDeletion, isObserved) = HistoryKind.Read(row.GetInt16(3));
        var at = new Instant(row.GetInt64(2));
        return new HistoryRow(0, names.TextOf(row.GetInt32(0)), DatasetOf(row), at, at, kind, isDeletion, row.Bytes(5), NumberOf(row)) { IsObserved = isObserved };
    }

    private string? DatasetOf(NpgsqlDataReader row) => row.GetInt32(1) is not 0 and var dataset ? names.TextOf(dataset) : null;

    private static double NumberOf(NpgsqlDataReader row) => row.IsDBNull(4) ? double.NaN : row.GetDouble(4);
}

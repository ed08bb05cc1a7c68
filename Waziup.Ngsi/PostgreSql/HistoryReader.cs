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
    // What is read in one round trip, where nobody says what he expects, and at most.
    private const int First = 130;
    private const int Most = 1_000;

    // Of more, nobody wants to know.
    private const int MostSums = 200_000;

    private readonly RowReader _rows = new(names);

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

    /// <inheritdoc/>
    public async ValueTask VisitValuesAsync(TenantId tenant, EntityId id, Window window, Action<HistoryValue> visit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(visit);
        if (tenants.Find(tenant) is not (not 0 and var number))
            return;
        var numbers = window.Names.IsDefault ? null : await names.NumbersAsync(window.Names, cancel);
        if (numbers is [])
            return;
        var (sql, arguments) = WindowSql.Values((int)number, Hash.Of(id.Value), window, numbers);
        await ShowAsync(sql, arguments, row =>
        {
            visit(_rows.ReadValue(row));
            return true;
        }, cancel);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> VisitSumsAsync(
        TenantId tenant, EntityId id, Window window, long period, Action<HistorySum> visit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(visit);
        if (tenants.Find(tenant) is not (not 0 and var number))
            return true;
        var numbers = window.Names.IsDefault ? null : await names.NumbersAsync(window.Names, cancel);
        if (numbers is [])
            return true;
        var (sql, arguments) = WindowSql.Sums((int)number, Hash.Of(id.Value), window, numbers, period);
        if (await SumsAsync(sql, arguments, cancel) is not { } sums)
            return false;
        foreach (var series in sums.GroupBy(sum => (sum.Name, sum.DatasetId)).OrderBy(series => series.Min(sum => sum.First)))
        {
            foreach (var sum in series.OrderBy(sum => sum.Period))
                visit(sum);
        }
        return true;
    }

    // Null where there is more to look at than sums, or where they become too large or too many.
    private async ValueTask<List<HistorySum>?> SumsAsync(string sql, Arguments arguments, CancellationToken cancel)
    {
        try
        {
            return await source.UseAsync(
                async connection =>
                {
                    await using var batch = new NpgsqlBatch(connection);
                    batch.BatchCommands.Add(new NpgsqlBatchCommand(WindowSql.SumsUnsorted));
                    batch.BatchCommands.Add(arguments.Command(sql));
                    await using var rows = await batch.ExecuteReaderAsync(cancel);
                    await rows.NextResultAsync(cancel);
                    var sums = new List<HistorySum>();
                    while (await rows.ReadAsync(cancel))
                    {
                        if (rows.GetInt64(10) > 0 || sums.Count == MostSums)
                            return null;
                        sums.Add(_rows.ReadSum(rows));
                    }
                    return sums;
                },
                cancel);
        }
        catch (NgsiLdException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.NumericValueOutOfRange })
        {
            return null;
        }
    }

    // In the order of the index, so that those who want a few read a few.
    private async ValueTask ByKeyAsync(int tenant, Guid id, Window window, int[]? which, Func<HistoryRow, bool> visit, CancellationToken cancel)
    {
        var (groups, name) = (new TimeGroups(window, visit), window.OnlyName);
        var (sql, arguments) = WindowSql.Of(tenant, id, window, which);
        // One more ends the group of the last.
        var first = Math.Min(window.Expects ?? First, Most) + 1;
        var (shown, wantsMore) = await ShowAsync($"{sql} limit {arguments.Of(first)}", arguments, row => groups.Add(_rows.Read(row, name)), cancel);
        if (!wantsMore)
            return;
        if (shown == first)
        {
            // Others of the time at which it was cut may follow: these are read again.
            var rest = window.NewestFirst ? window with { To = new Instant(groups.Open.Micros + 1) } : window with { From = groups.Open };
            groups.Drop();
            (sql, arguments) = WindowSql.Of(tenant, id, rest, which);
            await RowStream.EachAsync(source, CursorOf(window), sql, arguments, row => wantsMore = groups.Add(_rows.Read(row, name)), cancel);
        }
        if (wantsMore)
            groups.Show();
    }

    // Rows of one attribute have another shape.
    private static string CursorOf(Window window) => window.OnlyName is null ? "history" : "history_of_one";

    private async ValueTask ByTimeAsync(int tenant, Guid id, Window window, int[]? which, Func<HistoryRow, bool> visit, CancellationToken cancel)
    {
        var (last, name) = ((HistoryRow?)null, window.OnlyName);
        var (sql, arguments) = WindowSql.Of(tenant, id, window, which);
        if (await ShowAsync($"{sql} limit {arguments.Of(First)}", arguments, row => visit(last = _rows.Read(row, name)), cancel) is not (First, true))
            return;
        (sql, arguments) = WindowSql.Of(tenant, id, window, which, last);
        await RowStream.EachAsync(source, CursorOf(window), sql, arguments, row => visit(_rows.Read(row, name)), cancel);
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
}

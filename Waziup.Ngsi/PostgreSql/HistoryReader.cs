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

    private readonly RowReader _rows = new(names);
    private readonly WrittenRows _written = new(source, names);

    /// <inheritdoc/>
    public async ValueTask VisitAsync(TenantId tenant, EntityId id, Window window, Func<HistoryRow, bool> visit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(visit);
        if (await AskedAsync(tenant, id, window, cancel) is not { } asked)
            return;
        if (window.IsOfKey)
            await ByKeyAsync(asked, visit, cancel);
        else
            await ByTimeAsync(asked, visit, cancel);
    }

    /// <inheritdoc/>
    public async ValueTask VisitValuesAsync(TenantId tenant, EntityId id, Window window, Action<HistoryValue> visit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(visit);
        if (await AskedAsync(tenant, id, window, cancel) is not { } asked)
            return;
        var (sql, arguments) = WindowSql.Values(asked);
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
        if (await AskedAsync(tenant, id, window, cancel) is not { } asked)
            return true;
        if (await new SumReader(source, _rows).ReadAsync(asked, period, cancel) is not { } sums)
            return false;
        foreach (var sum in sums)
            visit(sum);
        return true;
    }

    /// <inheritdoc/>
    public ValueTask<long> VisitWrittenAsync(long after, int max, Action<WrittenRow> visit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(visit);
        return _written.VisitAsync(after, max, visit, cancel);
    }

    /// <inheritdoc/>
    public async ValueTask<(long Position, long Rows)> ForgetAsync(TenantId tenant, HistoryLimit limit, long position, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(limit);
        return tenants.Find(tenant) is not 0 and var number ? await limits.ForgetAsync((int)number, limit, position, cancel) : default;
    }

    // Null where there can be nothing: of a tenant that is not there, or of names that nobody has used.
    private async ValueTask<AskedWindow?> AskedAsync(TenantId tenant, EntityId id, Window window, CancellationToken cancel)
    {
        if (tenants.Find(tenant) is not (not 0 and var number))
            return null;
        var numbers = window.Names.IsDefault ? null : await names.NumbersAsync(window.Names, cancel);
        return numbers is [] ? null : new AskedWindow((int)number, Hash.Of(id.Value), window, numbers);
    }

    // In the order of the index, so that those who want a few read a few.
    private async ValueTask ByKeyAsync(AskedWindow asked, Func<HistoryRow, bool> visit, CancellationToken cancel)
    {
        var window = asked.Window;
        var groups = new TimeGroups(window, visit);
        // One more ends the group of the last.
        var first = Math.Min(window.Expects ?? First, Most) + 1;
        var (sql, arguments) = WindowSql.Of(asked);
        var (shown, wantsMore) = await ShowAsync($"{sql} limit {arguments.Of(first)}", arguments, Show, cancel);
        if (!wantsMore)
            return;
        if (shown == first)
        {
            // Others of the time at which it was cut may follow: these are read again.
            var rest = window.NewestFirst ? window with { To = new Instant(groups.Open.Micros + 1) } : window with { From = groups.Open };
            groups.Drop();
            (sql, arguments) = WindowSql.Of(asked with { Window = rest });
            await RowStream.EachAsync(source, CursorOf(window), sql, arguments, row => wantsMore = Show(row), cancel);
        }
        if (wantsMore)
            groups.Show();

        bool Show(NpgsqlDataReader row) => groups.Add(_rows.Read(row, window.OnlyName));
    }

    private async ValueTask ByTimeAsync(AskedWindow asked, Func<HistoryRow, bool> visit, CancellationToken cancel)
    {
        HistoryRow? last = null;
        var (sql, arguments) = WindowSql.Of(asked);
        if (await ShowAsync($"{sql} limit {arguments.Of(First)}", arguments, Show, cancel) is not (First, true))
            return;
        (sql, arguments) = WindowSql.Of(asked, last);
        await RowStream.EachAsync(source, CursorOf(asked.Window), sql, arguments, Show, cancel);

        bool Show(NpgsqlDataReader row) => visit(last = _rows.Read(row, asked.Window.OnlyName));
    }

    // Rows of one attribute have another shape.
    private static string CursorOf(Window window) => window.OnlyName is null ? "history" : "history_of_one";

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
}

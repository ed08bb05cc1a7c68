using Npgsql;
using NpgsqlTypes;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Those that may not know yet what has been committed.</summary>
internal static class OlderTransactions
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until no transaction runs that began before now.</summary>
    public static async Task EndAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        var next = await source.ListAsync("select pg_current_xact_id()::text", _ => { }, row => row.GetString(0), cancel);
        while (!(await source.ListAsync(
            "select pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8", parameters => parameters.Add(NpgsqlDbType.Text, next[0]),
            row => row.GetBoolean(0), cancel))[0])
            await Task.Delay(Pause, cancel);
    }
}

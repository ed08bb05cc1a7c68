using Npgsql;
using NpgsqlTypes;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Work that one node of a schema does: an advisory lock of a session of its own, which the database takes back when the node is gone.</summary>
internal sealed class AdvisoryHold : IHold
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MostToLetGo = TimeSpan.FromSeconds(2);
    private const string Key = "hashtextextended($1, 27)";

    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _end = new();
    private readonly NpgsqlConnection _connection;
    private readonly string _name;
    private readonly Task _watch;

    private AdvisoryHold(NpgsqlConnection connection, string name)
    {
        _connection = connection;
        _name = name;
        _watch = WatchAsync();
    }

    /// <inheritdoc/>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Waits until no other node has it.</summary>
    /// <param name="source">Gives the connection, which is kept.</param>
    /// <param name="schema">Whose nodes are meant.</param>
    /// <param name="work">What is held.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static async ValueTask<IHold> TakeAsync(NpgsqlDataSource source, string schema, string work, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                if (await TryAsync(source, $"{schema}/{work}", cancel) is { } hold)
                    return hold;
            }
            catch (Exception failure) when (PostgreSqlFailure.IsFailure(failure) && !cancel.IsCancellationRequested)
            {
                // The database is away; whoever held it has lost it too.
            }
            await Task.Delay(Look, cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watch;
        try
        {
            // Also where it seems to be lost: a session that is slow keeps it, and would go back to the others with it.
            using var time = new CancellationTokenSource(MostToLetGo);
            await RunAsync(_connection, $"select pg_advisory_unlock({Key})", _name, time.Token);
        }
        catch (Exception failure) when (PostgreSqlFailure.IsFailure(failure) || failure is InvalidOperationException or OperationCanceledException)
        {
            // The connection is broken, and the lock went with it.
        }
        await _connection.DisposeAsync();
        _lost.Dispose();
        _end.Dispose();
    }

    private static async ValueTask<AdvisoryHold?> TryAsync(NpgsqlDataSource source, string name, CancellationToken cancel)
    {
        var connection = await source.OpenConnectionAsync(cancel);
        try
        {
            if (await RunAsync(connection, $"select pg_try_advisory_lock({Key})", name, cancel))
                return new AdvisoryHold(connection, name);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        await connection.DisposeAsync();
        return null;
    }

    private static async ValueTask<bool> RunAsync(NpgsqlConnection connection, string sql, string name, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(NpgsqlDbType.Text, name);
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    private async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Look, _end.Token);
                await using var command = new NpgsqlCommand("select 1", _connection) { CommandTimeout = 2 };
                await command.ExecuteScalarAsync(_end.Token);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // It is given up.
        }
        catch (Exception failure) when (PostgreSqlFailure.IsFailure(failure) || failure is InvalidOperationException)
        {
            await _lost.CancelAsync();
        }
    }
}

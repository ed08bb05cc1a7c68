using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Tells other nodes on the same schema that something was written, and hears it from them.</summary>
/// <remarks>
/// A signal is a hint: who missed one finds the same in the tables. Signals of many commits become one, at most every 5 ms, by a statement
/// of its own: one within the commit would let commits wait for each other.
/// </remarks>
internal sealed class Signals : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    private const int SilencesUntilRefresh = 10;

    private readonly NpgsqlDataSource _source;
    private readonly string _channel;
    private readonly Action<long> _reached;
    private readonly Action _changed;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Task[] _loops;
    private long _head;
    private long _told;
    private bool _hasChanged;
    private volatile bool _mustRefresh;

    /// <param name="source">Gives connections.</param>
    /// <param name="schema">Whose nodes are told.</param>
    /// <param name="reached">Is told how far the log has come, by whomever it was written.</param>
    /// <param name="changed">Is told that another node has changed what is kept in memory, or that this may have been missed.</param>
    /// <param name="logger">Hears of failures.</param>
    public Signals(NpgsqlDataSource source, string schema, Action<long> reached, Action changed, ILogger logger)
    {
        _source = source;
        _channel = schema + "_written";
        _reached = reached;
        _changed = changed;
        _logger = logger;
        _loops = [Task.Run(TellAsync), Task.Run(ListenAsync)];
    }

    /// <summary>A commit of this node.</summary>
    /// <param name="head">The position of its last record; 0 for none.</param>
    /// <param name="hasChanged">Whether something changed that nodes keep in memory.</param>
    public void Send(long head, bool hasChanged)
    {
        if (head > 0)
        {
            Volatile.Write(ref _head, head);
            _reached(head);
        }
        if (hasChanged)
            Volatile.Write(ref _hasChanged, true);
        if (_wake.CurrentCount == 0)
            Wake();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_loops);
        _end.Dispose();
        _wake.Dispose();
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else was first.
        }
    }

    private async Task TellAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await _wake.WaitAsync(_end.Token);
                var head = Volatile.Read(ref _head);
                var hasChanged = Interlocked.Exchange(ref _hasChanged, false);
                if (head == _told && !hasChanged)
                    continue;
                await using var command = _source.CreateCommand("select set_config('synchronous_commit', 'off', true), pg_notify($1, $2)");
                command.Parameters.Add(NpgsqlDbType.Text, _channel)
                    .Add(NpgsqlDbType.Text, string.Create(CultureInfo.InvariantCulture, $"{(hasChanged ? "!" : "")}{head}"));
                await command.ExecuteNonQueryAsync(_end.Token);
                _told = head;
                await Task.Delay(Pause, _end.Token);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                Log.TellingFailed(_logger, failure);
                Volatile.Write(ref _hasChanged, true);
                await DelayAsync();
                Wake();
            }
        }
    }

    private async Task ListenAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await using var connection = await _source.OpenConnectionAsync(_end.Token);
                connection.Notification += (_, signal) => Hear(signal.Payload);
                await using (var listen = new NpgsqlCommand($"listen {_channel}", connection))
                    await listen.ExecuteNonQueryAsync(_end.Token);
                // What was written before is not signalled any more.
                _mustRefresh = true;
                await HearAllAsync(connection);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                Log.ListeningFailed(_logger, failure);
                // None that still listens goes back to others.
                _source.Clear();
                await DelayAsync();
            }
        }
    }

    // A signal may be lost with the node that should have sent it: in silence the tables are asked.
    private async Task HearAllAsync(NpgsqlConnection connection)
    {
        for (var silent = 0; ; silent++)
        {
            if (_mustRefresh || silent == SilencesUntilRefresh)
            {
                _changed();
                (_mustRefresh, silent) = (false, 0);
            }
            await using (var newest = new NpgsqlCommand("select coalesce(max(seq), 0) from change", connection))
                _reached((long)(await newest.ExecuteScalarAsync(_end.Token))!);
            while (await connection.WaitAsync(Silence, _end.Token) && !_mustRefresh)
                silent = 0;
        }
    }

    // Runs within the read of the connection: it notes, and does nothing that could fail.
    private void Hear(string payload)
    {
        if (payload.StartsWith('!'))
            _mustRefresh = true;
        if (long.TryParse(payload.AsSpan().TrimStart('!'), NumberStyles.None, CultureInfo.InvariantCulture, out var head) && head > 0)
            _reached(head);
    }

    private Task DelayAsync() => Task.Delay(PauseAfterFailure, _end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
}

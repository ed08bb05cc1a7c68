using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Query.Indexing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Makes the indexes that queries ask for, some entities at a time, so that other writes get their turn.</summary>
internal sealed class IndexBuilder : IAsyncDisposable
{
    private const int Together = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly Channel<(long Tenant, IndexKey Key)> _wishes = Channel.CreateBounded<(long, IndexKey)>(
        new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly CancellationTokenSource _end = new();
    private readonly Func<Func<Transaction, bool>, Task<bool>> _write;
    private readonly ILogger _logger;
    private readonly Task _loop;

    /// <param name="write">Runs a job in the writer's next transaction.</param>
    /// <param name="hasOpen">Whether an index was left unfinished.</param>
    /// <param name="logger">Hears of failures.</param>
    public IndexBuilder(Func<Func<Transaction, bool>, Task<bool>> write, bool hasOpen, ILogger logger)
    {
        _write = write;
        _logger = logger;
        _loop = Task.Run(() => LoopAsync(hasOpen));
    }

    /// <summary>Has an index made.</summary>
    public void Want(long tenant, IndexKey key) => _wishes.Writer.TryWrite((tenant, key));

    public async ValueTask DisposeAsync()
    {
        _wishes.Writer.TryComplete();
        await _end.CancelAsync();
        await _loop;
        _end.Dispose();
    }

    private async Task LoopAsync(bool hasOpen)
    {
        try
        {
            if (hasOpen)
                await TryAsync(BuildAsync);
            await foreach (var (tenant, key) in _wishes.Reader.ReadAllAsync(_end.Token))
                await TryAsync(() => MakeAsync(tenant, key));
        }
        catch (OperationCanceledException)
        {
            // What is unfinished is finished after the next start.
        }
    }

    private async Task TryAsync(Func<Task> make)
    {
        try
        {
            await make();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Log.IndexFailed(_logger, failure);
        }
    }

    private async Task MakeAsync(long tenant, IndexKey key)
    {
        await _write(transaction =>
        {
            transaction.Indexes.Add(tenant, key);
            return true;
        });
        await BuildAsync();
    }

    private async Task BuildAsync()
    {
        while (await _write(transaction => transaction.Indexes.Build(Together)))
            await Task.Delay(Pause, _end.Token);
    }
}

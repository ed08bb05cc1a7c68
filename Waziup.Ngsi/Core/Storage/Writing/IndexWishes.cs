using System.Threading.Channels;
using Waziup.Ngsi.Query.Indexing;

namespace Waziup.Ngsi.Storage.Writing;

/// <summary>Has the indexes made that queries ask for, one after the other, beside everything else.</summary>
internal sealed class IndexWishes : IAsyncDisposable
{
    private readonly Channel<(long Tenant, IndexKey Key)> _wishes = Channel.CreateBounded<(long, IndexKey)>(
        new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly CancellationTokenSource _end = new();
    private readonly Action<Exception> _failed;
    private readonly Task _loop;

    /// <param name="finish">Completes what an earlier process has left unfinished; ended with the token.</param>
    /// <param name="make">Makes an index for a tenant, given by its number.</param>
    /// <param name="failed">Is told what went wrong; the next wish goes on.</param>
    public IndexWishes(Func<CancellationToken, Task> finish, Func<long, IndexKey, CancellationToken, Task> make, Action<Exception> failed)
    {
        _failed = failed;
        _loop = Task.Run(() => LoopAsync(finish, make));
    }

    /// <summary>Has an index made; nothing where very many wait.</summary>
    public void Add(long tenant, IndexKey key) => _wishes.Writer.TryWrite((tenant, key));

    public async ValueTask DisposeAsync()
    {
        _wishes.Writer.TryComplete();
        await _end.CancelAsync();
        await _loop;
        _end.Dispose();
    }

    private async Task LoopAsync(Func<CancellationToken, Task> finish, Func<long, IndexKey, CancellationToken, Task> make)
    {
        try
        {
            await TryAsync(() => finish(_end.Token));
            await foreach (var (tenant, key) in _wishes.Reader.ReadAllAsync(_end.Token))
                await TryAsync(() => make(tenant, key, _end.Token));
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
            _failed(failure);
        }
    }
}

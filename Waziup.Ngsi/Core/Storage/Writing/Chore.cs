namespace Waziup.Ngsi.Storage.Writing;

/// <summary>Something that is done in the background: at the start, and each time that there may be something to do.</summary>
internal sealed class Chore : IAsyncDisposable
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _wake = new(1, 1);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _loop;

    /// <param name="work">Does what there is to do.</param>
    /// <param name="failed">Is told what went wrong; it is tried again later.</param>
    public Chore(Func<CancellationToken, Task> work, Action<Exception> failed) => _loop = Task.Run(() => LoopAsync(work, failed));

    /// <summary>There is something to do.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is about to be done anyway.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _loop;
        _end.Dispose();
        _wake.Dispose();
    }

    private async Task LoopAsync(Func<CancellationToken, Task> work, Action<Exception> failed)
    {
        try
        {
            while (true)
            {
                await _wake.WaitAsync(_end.Token);
                try
                {
                    await work(_end.Token);
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    failed(failure);
                    await Task.Delay(PauseAfterFailure, _end.Token);
                    Wake();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // What is left is done after the next start.
        }
    }
}

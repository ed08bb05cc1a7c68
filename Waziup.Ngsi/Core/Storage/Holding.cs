namespace Waziup.Ngsi.Storage;

/// <summary>Has one process of those on a store do some work, and another one go on where it ends.</summary>
internal static class Holding
{
    /// <summary>Does the work, again and again, whenever this process is the one.</summary>
    /// <param name="storage">The store.</param>
    /// <param name="name">The name of the work.</param>
    /// <param name="work">The work; it goes on until it is ended, or another process has it.</param>
    /// <param name="failed">Is told of what went wrong, and waits before it is tried again.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task RunAsync(IStorage storage, string name, Func<CancellationToken, Task> work, Func<Exception, Task> failed, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var lost = CancellationToken.None;
            try
            {
                await using var hold = await storage.HoldAsync(name, stop);
                lost = hold.Lost;
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, lost);
                await work(either.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested || lost.IsCancellationRequested)
            {
                // Another process does the work now, or nobody has to any more.
            }
            catch (Exception failure)
            {
                await failed(failure);
            }
        }
    }
}

using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Makes the indexes that queries ask for, some entities at a time, so that other writes get their turn.</summary>
/// <param name="write">Runs a job in the writer's next transaction.</param>
internal sealed class IndexBuilder(Func<Func<Transaction, bool>, Task<bool>> write)
{
    private const int Together = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Makes those that are asked for from now on.</summary>
    /// <param name="hasOpen">Whether an index was left unfinished.</param>
    /// <param name="logger">Hears of failures.</param>
    public IndexWishes Start(bool hasOpen, ILogger logger) => new(
        cancel => hasOpen ? FinishAsync(cancel) : Task.CompletedTask, MakeAsync, failure => WriteLog.IndexFailed(logger, failure));

    /// <summary>Makes an index, and waits until it is complete.</summary>
    public async Task MakeAsync(long tenant, IndexKey key, CancellationToken cancel)
    {
        await write(transaction =>
        {
            transaction.Indexes.Add(tenant, key);
            return true;
        });
        await FinishAsync(cancel);
    }

    private async Task FinishAsync(CancellationToken cancel)
    {
        while (await write(transaction => transaction.Indexes.Build(Together)))
            await Task.Delay(Pause, cancel);
    }
}

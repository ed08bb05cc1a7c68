using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage.Writing;

/// <summary>Puts entities back, so many in a transaction.</summary>
internal static class Restoring
{
    private const int Together = 1_000;

    /// <param name="items">What to put back.</param>
    /// <param name="restore">Puts some back, durably.</param>
    /// <param name="progress">Is told how many are durable, after each thousand.</param>
    /// <param name="cancel">Stops between two transactions.</param>
    /// <returns>How many were put back.</returns>
    public static async ValueTask<long> RunAsync(
        IAsyncEnumerable<RestoredEntity> items, Func<List<RestoredEntity>, CancellationToken, Task> restore, IProgress<long>? progress,
        CancellationToken cancel)
    {
        var count = 0L;
        var waiting = new List<RestoredEntity>(Together);
        await foreach (var item in items.WithCancellation(cancel))
        {
            waiting.Add(item);
            if (waiting.Count == Together)
                await WriteAsync();
        }
        if (waiting.Count > 0)
            await WriteAsync();
        return count;

        async ValueTask WriteAsync()
        {
            await restore(waiting, cancel);
            count += waiting.Count;
            progress?.Report(count);
            waiting.Clear();
        }
    }

    /// <summary>What writes a row as it was.</summary>
    public static HistoryEdit EditOf(HistoryRow row) => new(
        row.IsDeletion ? HistoryEditKind.Deletion : HistoryEditKind.Put,
        Encoding.UTF8.GetBytes(row.Name), row.DatasetId is null ? default(ReadOnlyMemory<byte>) : Encoding.UTF8.GetBytes(row.DatasetId),
        row.At, row.ModifiedAt, row.Kind, row.Body, row.Number)
    {
        IsObserved = row.IsObserved,
        IsPlain = row.IsPlain,
        CreatedAt = row.CreatedAt == row.ModifiedAt ? Instant.None : row.CreatedAt,
        InstanceId = row.InstanceId is null ? default(ReadOnlyMemory<byte>) : Encoding.UTF8.GetBytes(row.InstanceId),
    };
}

using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>How far the change log was read for all, how far everything is done, and the positions of those that hold that up.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class LanePosition(IStorage storage, LiveSubscriptions live, DeliveryQueues queues, NotificationOptions options, TimeProvider clock)
{
    /// <summary>The name of the common cursor.</summary>
    public const string Reader = "notifications";

    private const string Own = "notifications/";
    private const int AtOnce = 50;

    private static readonly TimeSpan MostAtEnd = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private long _read;
    private long _epoch;
    private long _saved;
    private volatile bool _hasCursor;

    /// <summary>How far the log was read.</summary>
    public long Value
    {
        get
        {
            lock (_gate)
                return _read;
        }
    }

    /// <summary>Whether there is a cursor, behind which the log is kept.</summary>
    public bool IsStored => _hasCursor;

    private Instant Now => Instant.Of(clock.GetUtcNow());

    /// <summary>The log was read up to a position.</summary>
    public void Reach(long position)
    {
        lock (_gate)
            _read = Math.Max(_read, position);
    }

    /// <summary>The log was read for one subscription alone.</summary>
    /// <param name="queue">Its queue.</param>
    /// <param name="position">Up to where.</param>
    /// <param name="isEnd">Whether nothing was behind its last position, up to this one.</param>
    public void Follow(DeliveryQueue queue, long position, bool isEnd)
    {
        lock (_gate)
            queue.Reach(isEnd ? Math.Min(position, _read) : position, _read);
    }

    /// <summary>Takes up the positions that are stored, under a new epoch.</summary>
    public async ValueTask StartAsync(CancellationToken cancel)
    {
        var cursor = await storage.Changes.GetCursorAsync(Reader, cancel);
        (_epoch, _saved, _hasCursor) = (cursor.Epoch + 1, -1, cursor != default);
        lock (_gate)
            _read = cursor.Sequence;
        // Whoever held it before cannot move it any more.
        if (_hasCursor)
            await storage.Changes.SetCursorAsync(Reader, new Cursor(cursor.Sequence, _epoch), cancel);
        foreach (var (reader, own) in await storage.Changes.CursorsAsync(cancel))
        {
            if (!reader.StartsWith(Own, StringComparison.Ordinal))
                continue;
            if (KeyOf(reader) is { } key && queues.Of(key) is { } queue)
                queue.StartAt(own.Sequence);
            else
                await storage.Changes.RemoveCursorAsync(reader, cancel);
        }
    }

    /// <summary>Writes positions and counters from time to time; ends the work where another process has taken over.</summary>
    public async Task SaveFromTimeToTimeAsync(CancellationTokenSource work, ILogger log)
    {
        var cancel = work.Token;
        var pause = options.SaveInterval;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(pause, clock, cancel);
                pause = options.SaveInterval;
                if (!await SaveAsync(cancel))
                    await work.CancelAsync();
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                SavingFailed(log, failure);
                pause = Backoff.Of(1);
            }
        }
    }

    /// <summary>Writes them a last time, as far as that goes quickly.</summary>
    public async ValueTask SaveAtEndAsync(ILogger log)
    {
        using var time = new CancellationTokenSource(MostAtEnd, TimeProvider.System);
        try
        {
            await SaveAsync(time.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException || DeliveryQueues.IsOfStore(failure))
        {
            // What was sent since the last time is sent again.
            SavingFailed(log, failure);
        }
    }

    /// <summary>Writes how far everything is done, and parks who holds it up.</summary>
    /// <returns>False where another process has taken over.</returns>
    private async ValueTask<bool> SaveAsync(CancellationToken cancel)
    {
        await queues.SaveAsync(cancel);
        while (queues.Abandoned.TryDequeue(out var key))
            await storage.Changes.RemoveCursorAsync(ReaderOf(key), cancel);
        long done;
        List<DeliveryQueue> busy;
        lock (_gate)
        {
            done = _read;
            busy = [.. queues.All.Where(queue => queue.Parked is not null || !queue.IsIdle)];
        }
        var parked = new List<(DeliveryQueue Queue, long Before)>();
        foreach (var queue in busy)
        {
            var before = queue.DoneBefore;
            if (queue.Parked is not null || (before <= done && (queue.Lags || queue.HeldFor(Now) > options.ParkAfter)))
                parked.Add((queue, before));
            else if (before <= done)
                done = before - 1;
        }
        // Their own positions first: what the common one leaves behind must be in them.
        foreach (var part in parked.Where(one => one.Queue.Parked != one.Before - 1).Chunk(AtOnce))
            await Task.WhenAll(part.Select(one => ParkAsync(one.Queue, one.Before, cancel)));
        if (done == _saved || (!_hasCursor && live.Index.OldestSince == long.MaxValue))
            return true;
        if (!await storage.Changes.SetCursorAsync(Reader, new Cursor(done, _epoch), cancel))
            return false;
        (_saved, _hasCursor) = (done, true);
        return true;
    }

    private async Task ParkAsync(DeliveryQueue queue, long before, CancellationToken cancel)
    {
        var reader = ReaderOf(queue.Key);
        // Nothing is left of it, and it follows the common reader again.
        if (before == long.MaxValue || queue.IsGone)
        {
            await storage.Changes.RemoveCursorAsync(reader, cancel);
            queue.Parked = null;
            return;
        }
        if (!await storage.Changes.SetCursorAsync(reader, new Cursor(before - 1, _epoch), cancel))
            throw new StorageException("another process reads the change log for notifications");
        queue.Parked = before - 1;
        if (queue.IsGone)
            queues.Abandoned.Enqueue(queue.Key);
    }

    private static string ReaderOf(DocumentKey key) => $"{Own}{key.Tenant.Value}/{key.Id}";

    private static DocumentKey? KeyOf(string reader)
    {
        var rest = reader[Own.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash >= 0 && TenantId.TryParseStored(rest[..slash], out var tenant) ? new DocumentKey(tenant, rest[(slash + 1)..]) : null;
    }

    [LoggerMessage(LogLevel.Error, "Writing how far notifications are done failed; it is tried again")]
    private static partial void SavingFailed(ILogger log, Exception failure);
}

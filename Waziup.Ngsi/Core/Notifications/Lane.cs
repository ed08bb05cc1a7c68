using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>Reads the change log in order, finds whom each change matters to, and puts it into their queues.</summary>
/// <remarks>
/// One process at a time does this on a store; its cursor moves behind what is done. A subscription that holds the cursor up is parked: it gets
/// a cursor of its own, and the log is read for it alone when more has come than its queue holds. <c>refresh</c> has the subscriptions be as they
/// are in the store, where another process may have changed some.
/// </remarks>
internal sealed class Lane(
    Func<CancellationToken, ValueTask> refresh, IStorage storage, LiveSubscriptions live, ChangeMatcher matcher, DeliveryQueues queues,
    NotificationOptions options, TimeProvider clock, ILogger log)
{
    private const int AtOnce = 200;

    // How soon the end of the log is looked at again for one that has fallen behind, where it was not complete.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(10);

    private readonly LanePosition _position = new(storage, live, queues, options, clock);

    private Instant Now => Instant.Of(clock.GetUtcNow());

    /// <summary>Does the work until it passes to another process or is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await using var hold = await storage.HoldAsync(LanePosition.Reader, stop);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, hold.Lost);
        var cancel = either.Token;
        await refresh(cancel);
        await queues.StartAsync(cancel);
        await _position.StartAsync(cancel);
        var beside = Task.WhenAll(_position.SaveFromTimeToTimeAsync(either, log), new Periods(live, queues, options, clock).RunAsync(cancel));
        try
        {
            await ReadAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Another process does the work, or nobody has to any more.
        }
        finally
        {
            await either.CancelAsync();
            await beside;
            if (!hold.Lost.IsCancellationRequested)
                await _position.SaveAtEndAsync(log);
            queues.Clear();
        }
    }

    private async Task ReadAsync(CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var changed = live.Changed;
            // One at a time between two looks at the log, so that they do not hold up the others.
            if (queues.Laggards.Take() is { } lagging && !await CatchUpAsync(lagging, cancel))
                await Task.Delay(Settling, clock, cancel);
            if (live.Index.OldestSince == long.MaxValue)
            {
                await RestAsync(changed, cancel);
                continue;
            }
            if (live.Index.OldestSince > _position.Value)
            {
                await refresh(cancel);
                if (live.Index.OldestSince is var oldest and not long.MaxValue)
                    _position.Reach(oldest);
            }
            var records = await storage.Changes.ReadAsync(_position.Value, AtOnce, cancel);
            if (records.Count == 0)
                records = await ReadToTheEndAsync(cancel);
            if (records.Count == 0)
            {
                await WaitAsync(changed, cancel);
                continue;
            }
            await refresh(cancel);
            // What was subscribed before one of the records was committed is in this index.
            var index = live.Index;
            foreach (var record in records)
                await FindAsync(index, record, cancel);
            _position.Reach(records[^1].Sequence);
        }
    }

    /// <summary>Nobody waits for changes: nothing is read, and nothing is kept for anybody.</summary>
    private async ValueTask RestAsync(Task changed, CancellationToken cancel)
    {
        var through = _position.IsStored ? await storage.Changes.ThroughAsync(cancel) : 0;
        await refresh(cancel);
        // Whoever subscribes after this look waits for what comes behind it.
        if (live.Index.OldestSince == long.MaxValue)
            _position.Reach(through);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(changed, queues.Laggards.Came, Task.Delay(options.SaveInterval, clock, time.Token)).WaitAsync(cancel);
        await time.CancelAsync();
    }

    /// <summary>The records behind the position; where there are none, the position moves to where the log ends, which may be past records that are gone.</summary>
    private async ValueTask<IReadOnlyList<LoggedChange>> ReadToTheEndAsync(CancellationToken cancel)
    {
        var through = await storage.Changes.ThroughAsync(cancel);
        var records = await storage.Changes.ReadAsync(_position.Value, AtOnce, cancel);
        if (records.Count == 0)
            _position.Reach(through);
        return records;
    }

    private async ValueTask FindAsync(SubscriptionIndex index, LoggedChange record, CancellationToken cancel)
    {
        foreach (var subscription in index.Find(record, matcher.IsSeenByAll))
        {
            if (await MattersAsync(subscription, record, cancel) && queues.Of(subscription.Key) is { } queue && queue.Offer(record, Now))
                queues.Work(queue);
        }
    }

    private async ValueTask<bool> MattersAsync(Subscription subscription, LoggedChange record, CancellationToken cancel)
    {
        try
        {
            // Most are about other entities: for them nobody has to be asked what may be seen.
            if (!subscription.MayConcern(record))
                return false;
            var grant = await matcher.GrantAsync(subscription, cancel);
            return await matcher.MayMatchAsync(subscription, record, grant, Now, cancel);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested && !DeliveryQueues.IsOfStore(failure))
        {
            // Its worker judges it again, and tells what is wrong; the others go on.
            return true;
        }
    }

    /// <summary>Reads a part of the log for one subscription that has fallen behind.</summary>
    /// <returns>Whether it has come farther.</returns>
    private async ValueTask<bool> CatchUpAsync(DeliveryQueue queue, CancellationToken cancel)
    {
        await MissAsync(queue, cancel);
        var before = queue.Last;
        if (!queue.Lags || queue.IsGone)
        {
            queue.Reach(before, before);
            return true;
        }
        var through = await storage.Changes.ThroughAsync(cancel);
        var records = await storage.Changes.ReadAsync(before, AtOnce, cancel);
        if (records.Count > 0)
            await refresh(cancel);
        var subscription = queue.Subscription;
        var last = before;
        foreach (var record in records)
        {
            if (await MattersAsync(subscription, record, cancel))
            {
                if (queue.IsFull)
                    break;
                if (queue.Refill(record, Now))
                    queues.Work(queue);
            }
            last = record.Sequence;
        }
        _position.Follow(queue, records.Count == 0 ? through : last, isEnd: records.Count == 0);
        return queue.Last > before || !queue.Lags;
    }

    /// <summary>Counts that the log has lost something before it was read for the subscription; how much is nobody's business.</summary>
    private async ValueTask MissAsync(DeliveryQueue queue, CancellationToken cancel)
    {
        var lost = await storage.Changes.LostAsync(cancel);
        if (lost <= queue.Last || !queue.Lags)
            return;
        queue.Note(state => state with { Missed = state.Missed + 1 });
        queue.Reach(lost, long.MaxValue);
    }

    private async ValueTask WaitAsync(Task changed, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var grew = storage.Changes.WaitAsync(_position.Value, either.Token).AsTask();
        try
        {
            await Task.WhenAny(grew, changed, queues.Laggards.Came);
        }
        finally
        {
            await either.CancelAsync();
            await grew.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        cancel.ThrowIfCancellationRequested();
        if (grew.IsFaulted)
            await grew;
    }
}

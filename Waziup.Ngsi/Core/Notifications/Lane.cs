using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>Reads the change log in order, finds whom each change matters to, and puts it into their queues.</summary>
/// <remarks>
/// One process at a time does this on a store; its cursor moves behind what is done. A subscription that holds the cursor up is parked: it gets
/// a cursor of its own, and reads the log by itself when more has come than its queue holds. <c>refresh</c> has the subscriptions be as they are
/// in the store, where another process may have changed some.
/// </remarks>
internal sealed partial class Lane(
    Func<CancellationToken, ValueTask> refresh, IStorage storage, LiveSubscriptions live, ChangeMatcher matcher, DeliveryQueues queues, NotificationOptions options, TimeProvider clock, ILogger log)
{
    /// <summary>The name of the common cursor.</summary>
    public const string Reader = "notifications";

    private const string Parked = "notifications/";
    private const int AtOnce = 200;

    // How soon the end of the log is looked at again for one that has fallen behind, where it was not complete.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private long _position;
    private long _epoch;
    private long _saved = -1;
    private bool _hasCursor;

    private Instant Now => Instant.Of(clock.GetUtcNow());

    /// <summary>Does the work until it passes to another process or is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await using var hold = await storage.HoldAsync(Reader, stop);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, hold.Lost);
        var cancel = either.Token;
        await StartAsync(cancel);
        var saving = SaveFromTimeToTimeAsync(either);
        try
        {
            await ReadAsync(cancel);
        }
        finally
        {
            await either.CancelAsync();
            await saving;
            if (!hold.Lost.IsCancellationRequested)
                await SaveAsync(CancellationToken.None);
        }
    }

    private async ValueTask StartAsync(CancellationToken cancel)
    {
        await queues.StartAsync(cancel);
        var cursor = await storage.Changes.GetCursorAsync(Reader, cancel);
        (_position, _epoch, _saved) = (cursor.Sequence, cursor.Epoch + 1, -1);
        _hasCursor = cursor != default;
        // Whoever held it before cannot move it any more.
        if (_hasCursor)
            await storage.Changes.SetCursorAsync(Reader, new Cursor(_position, _epoch), cancel);
        foreach (var (reader, parked) in await storage.Changes.CursorsAsync(cancel))
        {
            if (!reader.StartsWith(Parked, StringComparison.Ordinal))
                continue;
            if (KeyOf(reader) is { } key && live.Find(key) is { } subscription)
                queues.Of(subscription).StartAt(parked.Sequence);
            else
                await storage.Changes.RemoveCursorAsync(reader, cancel);
        }
    }

    private async Task ReadAsync(CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var changed = live.Changed;
            var index = live.Index;
            // One at a time between two looks at the log, so that they do not hold up the others.
            var lagging = queues.Laggards.Take();
            if (lagging is not null && !await CatchUpAsync(lagging, cancel))
                await Task.Delay(Settling, clock, cancel);
            if (index.OldestSince == long.MaxValue)
            {
                // Nobody waits for changes: nothing is read.
                await Task.WhenAny(changed, queues.Laggards.Came.Next).WaitAsync(cancel);
                continue;
            }
            lock (_gate)
                _position = Math.Max(_position, index.OldestSince);
            var records = await storage.Changes.ReadAsync(_position, AtOnce, cancel);
            if (records.Count == 0)
            {
                await WaitAsync(changed, cancel);
                continue;
            }
            await refresh(cancel);
            // What was subscribed before one of the records was committed is in this index.
            index = live.Index;
            foreach (var record in records)
                await FindAsync(index, record, cancel);
            lock (_gate)
                _position = records[^1].Sequence;
        }
    }

    private async ValueTask FindAsync(SubscriptionIndex index, LoggedChange record, CancellationToken cancel)
    {
        foreach (var subscription in index.Find(record, matcher.IsSeenByAll))
        {
            if (await MattersAsync(subscription, record, cancel) && queues.Of(subscription) is var queue && queue.Offer(record))
                queues.Work(queue);
        }
    }

    private async ValueTask<bool> MattersAsync(Subscription subscription, LoggedChange record, CancellationToken cancel)
    {
        try
        {
            var grant = await matcher.GrantAsync(subscription, cancel);
            return await matcher.MatchAsync(subscription, record, grant, Now, cancel) is not null;
        }
        catch (NgsiLdException broken) when (broken.Error.Status < 500)
        {
            // A condition that has become too complex to judge does not stop the others.
            Unjudged(log, subscription.Id, broken.Error.Detail);
            return false;
        }
    }

    /// <summary>Reads a part of the log for one subscription that has fallen behind.</summary>
    /// <returns>Whether it has come farther.</returns>
    private async ValueTask<bool> CatchUpAsync(DeliveryQueue queue, CancellationToken cancel)
    {
        await MissAsync(queue, cancel);
        var before = queue.Last;
        if (!queue.Lags || live.Find(queue.Key) is null)
        {
            queue.Reach(before, before);
            return true;
        }
        var through = await storage.Changes.ThroughAsync(cancel);
        var records = await storage.Changes.ReadAsync(before, AtOnce, cancel);
        var subscription = queue.Subscription;
        var last = before;
        foreach (var record in records)
        {
            if (await MattersAsync(subscription, record, cancel))
            {
                if (queue.IsFull)
                    break;
                if (queue.Refill(record))
                    queues.Work(queue);
            }
            last = record.Sequence;
        }
        lock (_gate)
            queue.Reach(records.Count == 0 ? Math.Min(through, _position) : last, _position);
        return queue.Last > before || !queue.Lags;
    }

    /// <summary>Counts what the log has lost before it was read for the subscription.</summary>
    private async ValueTask MissAsync(DeliveryQueue queue, CancellationToken cancel)
    {
        var lost = await storage.Changes.LostAsync(cancel);
        if (lost <= queue.Last)
            return;
        queue.State = queue.State with { Missed = queue.State.Missed + lost - queue.Last };
        queue.IsDirty = true;
        queue.Reach(lost, long.MaxValue);
    }

    private async ValueTask WaitAsync(Task changed, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var grew = storage.Changes.WaitAsync(_position, either.Token).AsTask();
        try
        {
            await Task.WhenAny(grew, changed, queues.Laggards.Came.Next);
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

    private async Task SaveFromTimeToTimeAsync(CancellationTokenSource work)
    {
        var cancel = work.Token;
        var nextSave = Now;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                var due = NotifyPeriodically();
                if (Now >= nextSave)
                {
                    nextSave = Instant.Of(clock.GetUtcNow() + options.SaveInterval);
                    if (!await SaveAsync(cancel))
                    {
                        await work.CancelAsync();
                        return;
                    }
                }
                var wake = due < nextSave ? due : nextSave;
                var pause = wake.ToDateTimeOffset() - clock.GetUtcNow();
                await Task.Delay(pause > TimeSpan.FromMilliseconds(1) ? pause : TimeSpan.FromMilliseconds(1), clock, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                SavingFailed(log, failure);
                await Task.Delay(Backoff.Of(1), clock, CancellationToken.None);
            }
        }
    }

    /// <summary>Puts periodic notifications into their queues when they are due.</summary>
    /// <returns>When the next one is.</returns>
    private Instant NotifyPeriodically()
    {
        var next = Instant.Of(clock.GetUtcNow() + options.SaveInterval);
        foreach (var subscription in live.Index.Periodic)
        {
            if (!subscription.IsLive(Now))
                continue;
            var queue = queues.Of(subscription);
            var interval = (long)subscription.TimeInterval!.Value.TotalMicroseconds;
            var due = queue.State.NextDue.IsNone ? Now : queue.State.NextDue;
            // A shorter interval counts from now on.
            if (due.Micros > Now.Micros + interval)
                queue.State = queue.State with { NextDue = due = new Instant(Now.Micros + interval) };
            if (due <= Now)
            {
                // What was due while nobody was here is not made up for.
                var behind = Math.Max(0, Now.Micros - due.Micros) / interval;
                queue.State = queue.State with { NextDue = new Instant(due.Micros + ((behind + 1) * interval)) };
                queue.IsDirty = true;
                if (queue.Offer(due))
                    queues.Work(queue);
                due = queue.State.NextDue;
            }
            next = due < next ? due : next;
        }
        return next;
    }

    /// <summary>Writes how far everything is done, and parks who holds it up.</summary>
    /// <returns>False where another process has taken over.</returns>
    private async ValueTask<bool> SaveAsync(CancellationToken cancel)
    {
        await queues.SaveAsync(cancel);
        long done;
        List<DeliveryQueue> busy;
        lock (_gate)
        {
            done = _position;
            busy = [.. queues.All.Where(queue => queue.IsParked || !queue.IsIdle)];
        }
        foreach (var queue in busy)
        {
            var before = queue.DoneBefore;
            if (queue.IsParked)
                await SaveParkedAsync(queue, before, cancel);
            else if (before <= done && MustPark(queue))
                await SaveParkedAsync(queue, before, cancel);
            else if (before <= done)
                done = before - 1;
        }
        if (done == _saved || (!_hasCursor && done == 0))
            return true;
        if (!await storage.Changes.SetCursorAsync(Reader, new Cursor(done, _epoch), cancel))
            return false;
        (_saved, _hasCursor) = (done, true);
        return true;
    }

    private bool MustPark(DeliveryQueue queue) => queue.Lags || queue.HeldFor(Now) > options.ParkAfter;

    private async ValueTask SaveParkedAsync(DeliveryQueue queue, long before, CancellationToken cancel)
    {
        var reader = ReaderOf(queue.Key);
        // Nothing is left of it, and it follows the common reader again.
        if (before == long.MaxValue)
        {
            queue.IsParked = false;
            await storage.Changes.RemoveCursorAsync(reader, cancel);
            return;
        }
        queue.IsParked = true;
        await storage.Changes.SetCursorAsync(reader, new Cursor(before - 1, _epoch), cancel);
    }

    private static string ReaderOf(SubscriptionKey key) => $"{Parked}{key.Tenant.Value}/{key.Id}";

    private static SubscriptionKey? KeyOf(string reader)
    {
        var rest = reader[Parked.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash >= 0 && TenantId.TryParse(rest[..slash], out var tenant) ? new SubscriptionKey(tenant, rest[(slash + 1)..]) : null;
    }

    [LoggerMessage(LogLevel.Warning, "The condition of {Subscription} cannot be judged: {Reason}")]
    private static partial void Unjudged(ILogger log, string subscription, string reason);

    [LoggerMessage(LogLevel.Error, "Writing how far notifications are done failed; it is tried again")]
    private static partial void SavingFailed(ILogger log, Exception failure);
}

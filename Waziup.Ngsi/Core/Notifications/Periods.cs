using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Notifications;

/// <summary>Puts periodic notifications into their queues when they are due (timeInterval).</summary>
internal sealed class Periods(LiveSubscriptions live, DeliveryQueues queues, NotificationOptions options, TimeProvider clock)
{
    private Instant Now => Instant.Of(clock.GetUtcNow());

    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var changed = live.Changed;
            var now = Now;
            var next = Instant.Of(clock.GetUtcNow() + options.SaveInterval);
            foreach (var subscription in live.Index.Periodic)
            {
                if (subscription.IsLive(now) && Look(subscription, now) is { } due && due < next)
                    next = due;
            }
            var pause = next.ToDateTimeOffset() - clock.GetUtcNow();
            using var time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            await Task.WhenAny(changed, Task.Delay(pause > TimeSpan.FromMilliseconds(1) ? pause : TimeSpan.FromMilliseconds(1), clock, time.Token));
            await time.CancelAsync();
        }
    }

    /// <summary>Notifies a subscription where it is due.</summary>
    /// <returns>When it is due next.</returns>
    private Instant? Look(Subscription subscription, Instant now)
    {
        if (queues.Of(subscription.Key) is not { } queue)
            return null;
        var interval = Math.Max(1, (long)subscription.TimeInterval!.Value.TotalMicroseconds);
        var due = queue.State.NextDue.IsNone ? now : queue.State.NextDue;
        var next = due;
        // A shorter interval counts from now on.
        if (due.Micros > now.Micros + interval)
            next = new Instant(now.Micros + interval);
        // What was due while nobody was here is not made up for.
        else if (due <= now)
            next = new Instant(due.Micros + ((((now.Micros - due.Micros) / interval) + 1) * interval));
        if (next != queue.State.NextDue)
            queue.Note(state => state with { NextDue = next });
        if (due <= now && queue.Offer(due, now))
            queues.Work(queue);
        return next;
    }
}

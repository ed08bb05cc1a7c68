using System.Collections.Frozen;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Notifications;
using Waziup.Ngsi.Rendering;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Feeds;

/// <summary>Tells clients that stay connected of every change that a query would have shown them: subscriptions that nobody keeps.</summary>
/// <remarks>Thread-safe. Nothing is kept for a client but its position in the change log, so a slow one costs no more than a quick one.</remarks>
internal sealed class LiveFeeds(IStorage storage, IAccessPolicy policy, SourceIdentity identity, NotificationOptions options, TimeProvider clock)
{
    private const int AtOnce = 200;
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(5);
    private const Triggers Everything = Triggers.EntityCreated | Triggers.EntityUpdated | Triggers.EntityDeleted;

    private readonly LogTail _tail = new(storage);
    private readonly ChangeMatcher _matcher = new(storage, policy);
    private readonly FeedPosition _positions = new(identity);
    private readonly Lock _gate = new();
    private readonly Dictionary<TenantId, int> _open = [];

    /// <summary>Begins to tell a client of changes.</summary>
    /// <param name="call">Who, where, in which terms.</param>
    /// <param name="plan">Which entities, and which parts of them.</param>
    /// <param name="shape">In which form.</param>
    /// <param name="lastEventId">Behind which event to go on; null: behind what is there now.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="NgsiLdException">Overloaded where there are as many as there may be; an error where the caller may read nothing.</exception>
    public async ValueTask<LiveFeed> OpenAsync(Call call, QueryPlan plan, Shape shape, string? lastEventId, CancellationToken cancel)
    {
        AccessErrors.CheckAny(await policy.GrantAsync(call.Caller, call.Tenant, Right.Read, cancel), call.Caller);
        var head = await storage.Changes.HeadAsync(cancel);
        var position = lastEventId is null ? head : _positions.Find(lastEventId) ?? -1;
        var isComplete = position >= 0 && position >= await storage.Changes.TrimmedAsync(cancel) && position <= head;
        Enter(call.Tenant);
        return new LiveFeed(SubscriptionOf(call, plan, shape), isComplete ? position : head, this) { IsComplete = isComplete, ReadAt = call.Now };
    }

    /// <summary>The next changes that the client is to be told of; none where the time is over.</summary>
    public async ValueTask<IReadOnlyList<FeedEvent>> NextAsync(LiveFeed feed, CancellationToken cancel)
    {
        using var time = new CancellationTokenSource(options.FeedHeartbeat, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, time.Token);
        try
        {
            while (true)
            {
                var records = await ReadAsync(feed, either.Token);
                var events = new List<FeedEvent>();
                foreach (var record in records)
                {
                    if (await EventOfAsync(feed.Subscription, record, cancel) is { } told)
                        events.Add(told);
                }
                if (records.Count == 0)
                    await storage.Changes.WaitAsync(feed.Position, either.Token);
                else
                    feed.Position = records[^1].Sequence;
                if (events.Count > 0 || !feed.IsComplete)
                    return events;
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return [];
        }
    }

    /// <summary>What a client names when it comes back.</summary>
    public string IdOf(long position) => _positions.Hide(position);

    /// <summary>A client has gone.</summary>
    public void Close(TenantId tenant)
    {
        lock (_gate)
        {
            if (--_open[tenant] == 0)
                _open.Remove(tenant);
        }
    }

    private void Enter(TenantId tenant)
    {
        lock (_gate)
        {
            var own = _open.GetValueOrDefault(tenant);
            if (_open.Values.Sum() >= options.MaxFeeds || own >= (options.MaxFeeds + 1) / 2)
                throw new NgsiLdException(NgsiLdErrors.Overloaded("as many live feeds are open as there may be"));
            _open[tenant] = own + 1;
        }
    }

    /// <summary>The records behind the position of a client; where there are none, it moves to where the log ends.</summary>
    private async ValueTask<IReadOnlyList<LoggedChange>> ReadAsync(LiveFeed feed, CancellationToken cancel)
    {
        // Who was slow may have missed what was trimmed meanwhile.
        var now = Instant.Of(clock.GetUtcNow());
        if (now.ToDateTimeOffset() - feed.ReadAt.ToDateTimeOffset() > Slow && await storage.Changes.TrimmedAsync(cancel) > feed.Position)
            feed.IsComplete = false;
        feed.ReadAt = now;
        var records = await _tail.ReadAsync(feed.Position, cancel);
        if (records.Count > 0)
            return records;
        var through = await storage.Changes.ThroughAsync(cancel);
        records = await storage.Changes.ReadAsync(feed.Position, AtOnce, cancel);
        if (records.Count == 0)
            feed.Position = Math.Max(feed.Position, through);
        return records;
    }

    private async ValueTask<FeedEvent?> EventOfAsync(Subscription subscription, LoggedChange record, CancellationToken cancel)
    {
        if (record.Tenant != subscription.Tenant)
            return null;
        var now = Instant.Of(clock.GetUtcNow());
        var grant = await _matcher.GrantAsync(subscription, cancel);
        return await _matcher.MatchAsync(subscription, record, grant, now, cancel) is { } view
            && view.Show(subscription.Projection, wantsPrevious: false, _ => false, now) is { } shown
            ? new FeedEvent(record.Sequence, view.Kind, shown) : null;
    }

    private static Subscription SubscriptionOf(Call call, QueryPlan plan, Shape shape) => new()
    {
        Tenant = call.Tenant,
        Id = "",
        Owner = call.Caller.Away,
        Since = -1,
        Watched = plan.Projection.Attrs?.Attributes.ToFrozenSet(),
        Triggers = plan.Projection.Attrs is null ? Everything : Everything | Triggers.AttributeCreated | Triggers.AttributeDeleted,
        Condition = plan.Filter,
        Projection = plan.Projection,
        Join = JoinPlan.None,
        Shape = shape,
        Endpoint = new NotificationEndpoint(new Uri("feed:"), "text/event-stream", [], [], null, null),
        Terms = call.Terms,
        ContextUrl = "",
    };
}

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
    private const Triggers Everything = Triggers.EntityCreated | Triggers.EntityUpdated | Triggers.EntityDeleted;

    private readonly LogTail _tail = new(storage);
    private readonly ChangeMatcher _matcher = new(storage, policy);
    private readonly FeedPosition _positions = new(identity);
    private int _open;

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
        var isComplete = position >= 0 && position >= await storage.Changes.LostAsync(cancel) && position <= head;
        if (Interlocked.Increment(ref _open) > options.MaxFeeds)
        {
            Interlocked.Decrement(ref _open);
            throw new NgsiLdException(NgsiLdErrors.Overloaded($"{options.MaxFeeds} live feeds are open already"));
        }
        return new LiveFeed(SubscriptionOf(call, plan, shape), isComplete ? position : head, isComplete, this);
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
                var records = await _tail.ReadAsync(feed.Position, either.Token);
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
                if (events.Count > 0)
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
    public void Close() => Interlocked.Decrement(ref _open);

    private async ValueTask<FeedEvent?> EventOfAsync(Subscription subscription, LoggedChange record, CancellationToken cancel)
    {
        if (record.Tenant != subscription.Tenant)
            return null;
        var now = Instant.Of(clock.GetUtcNow());
        var grant = await _matcher.GrantAsync(subscription, cancel);
        return await _matcher.MatchAsync(subscription, record, grant, now, cancel) is { } view
            && view.Show(grant, subscription.Projection, wantsPrevious: false, _ => false, now) is { } shown
            ? new FeedEvent(record.Sequence, view.Kind, shown) : null;
    }

    private static Subscription SubscriptionOf(Call call, QueryPlan plan, Shape shape) => new()
    {
        Tenant = call.Tenant,
        Id = "",
        Owner = call.Caller,
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

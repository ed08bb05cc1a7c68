using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>Brings one notice to its endpoint: renders it anew for each attempt, and notes how each ended.</summary>
/// <remarks>
/// 1 may it be sent now: live, not throttled, not cooling down     3 an attempt, with a bound on its time and on those beside it
/// 2 what the owner sees of it under his present rights             4 again after a while, or given up
/// </remarks>
internal sealed partial class Courier(
    IStorage storage, ChangeMatcher matcher, IReadOnlyList<INotifier> notifiers, NotificationOptions options, NotificationMetrics metrics,
    TimeProvider clock, ILogger log)
{
    private readonly EndpointGates _gates = new(options.MaxPerEndpoint);

    /// <summary>The key of ids; set before anything is delivered.</summary>
    public byte[] Secret { get; set; } = [];

    private Instant Now => Instant.Of(clock.GetUtcNow());

    /// <summary>Whether a notifier knows how to reach the endpoint, and takes it as it is; else why not.</summary>
    public bool Takes(NotificationEndpoint endpoint, [NotNullWhen(false)] out string? error)
    {
        var notifier = notifiers.FirstOrDefault(one => one.Handles(endpoint.Uri));
        error = notifier is null ? $"endpoint.uri: nothing is known about the scheme {endpoint.Uri.Scheme}" : notifier.Check(endpoint);
        return error is null;
    }

    /// <summary>Delivers a notice, or gives it up.</summary>
    /// <param name="queue">Whose it is; its state is kept up to date.</param>
    /// <param name="notice">The notice.</param>
    /// <param name="changed">Is called whenever the state has changed so that it should be stored at once.</param>
    /// <param name="stop">Ends everything; the notice is then not done.</param>
    public async ValueTask DeliverAsync(DeliveryQueue queue, Notice notice, Action changed, CancellationToken stop)
    {
        var isFirst = true;
        for (var attempt = 1; ; attempt++)
        {
            var patched = queue.Changed;
            var subscription = queue.Subscription;
            // 1
            if (!subscription.IsLive(Now) || (isFirst && IsHeldBack(subscription, queue.State)))
                return;
            try
            {
                // 2, 3
                if (await TryAsync(queue, subscription, notice, attempt, isFirst, changed, patched) is not { } receipt)
                    return;
                isFirst = false;
                // 4
                if (receipt.Result == ReceiptResult.Delivered)
                    return;
                if (IsLast(subscription, receipt, attempt))
                {
                    queue.GivenUp++;
                    metrics.GivenUp();
                    GivenUp(log, subscription.Id, subscription.Endpoint.Uri.Authority, receipt.Detail);
                    // Who takes nothing for a while is not asked again at once.
                    if (queue.GivenUp > 2 && options.Retries > 0 && receipt.Result == ReceiptResult.Failed)
                        await Task.Delay(Backoff.Of(queue.GivenUp), clock, patched);
                    return;
                }
                await Task.Delay(Backoff.Of(attempt), clock, patched);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                // The subscription was changed or deleted: judged anew.
                if (!ReferenceEquals(subscription, queue.Subscription))
                    attempt = 0;
                else
                    return;
            }
        }
    }

    /// <summary>Something went wrong that has nothing to do with the endpoint.</summary>
    public void Failed(string subscription, Exception failure) => Failed(log, subscription, failure);

    private static bool IsHeldBackUntil(Instant last, TimeSpan? time, Instant now) =>
        time is { } least && !last.IsNone && now.ToDateTimeOffset() - last.ToDateTimeOffset() < least;

    private bool IsHeldBack(Subscription subscription, DeliveryState state) => IsHeldBackUntil(state.LastNotification, subscription.Throttling, Now)
        || (state.IsFailed && IsHeldBackUntil(state.LastFailure, subscription.Endpoint.Cooldown, Now));

    private bool IsLast(Subscription subscription, Receipt receipt, int attempt) =>
        receipt.Result == ReceiptResult.Refused || attempt > options.Retries || subscription.Endpoint.Cooldown is not null;

    private async ValueTask<Receipt?> TryAsync(
        DeliveryQueue queue, Subscription subscription, Notice notice, int attempt, bool isFirst, Action changed, CancellationToken cancel)
    {
        var now = Now;
        var grant = await matcher.GrantAsync(subscription, cancel);
        var pages = await ViewsAsync(subscription, notice, grant, now, cancel);
        if (pages.Count == 0)
            return null;
        Receipt receipt = default;
        for (var page = 0; page < pages.Count; page++)
        {
            receipt = await SendAsync(subscription, IdOf(queue, notice, page), pages[page], now, cancel);
            Note(queue, subscription, receipt, attempt, isFirst, changed);
            if (receipt.Result != ReceiptResult.Delivered)
                break;
        }
        return receipt;
    }

    private void Note(DeliveryQueue queue, Subscription subscription, Receipt receipt, int attempt, bool isFirst, Action changed)
    {
        metrics.Ended(receipt.Result);
        var now = Now;
        var before = queue.State;
        var state = before.Sent(now, isFirst);
        state = receipt.Result == ReceiptResult.Delivered ? state.Succeeded(now) : state.Failed(now, IsLast(subscription, receipt, attempt));
        queue.State = state;
        queue.IsDirty = true;
        if (receipt.Result == ReceiptResult.Delivered)
            queue.GivenUp = 0;
        if (before.IsFailed != state.IsFailed || before.TimesSent == 0)
            changed();
    }

    private string IdOf(DeliveryQueue queue, Notice notice, int page) =>
        NotificationId.Of(Secret, queue.Key, notice.Change?.Sequence ?? -(notice.DueAt.Micros + page));

    /// <summary>The entities of each notification that is to be sent.</summary>
    private async ValueTask<List<IReadOnlyList<EntityView>>> ViewsAsync(
        Subscription subscription, Notice notice, Grant grant, Instant now, CancellationToken cancel)
    {
        var pages = new List<IReadOnlyList<EntityView>>();
        if (notice.Change is { } change)
        {
            if (await matcher.MatchAsync(subscription, change, grant, now, cancel) is { } view && Show(subscription, view, grant, now) is { } shown)
                pages.Add(await LinkAsync(subscription, grant, [shown], now, cancel));
            return pages;
        }
        foreach (var views in (await AllAsync(subscription, grant, now, cancel)).Chunk(options.MaxEntities))
            pages.Add(await LinkAsync(subscription, grant, views, now, cancel));
        return pages;
    }

    private static EntityView? Show(Subscription subscription, ChangeView view, Grant grant, Instant now)
    {
        var showsGone = (subscription.Triggers & Triggers.AttributeDeleted) != Triggers.None;
        return view.Show(
            grant, subscription.Projection, subscription.ShowsChanges,
            gone => subscription.ShowsChanges || (showsGone && subscription.Watches(gone.Name)), now);
    }

    /// <summary>All entities that match now, for a periodic notification.</summary>
    private async ValueTask<List<EntityView>> AllAsync(Subscription subscription, Grant grant, Instant now, CancellationToken cancel)
    {
        var condition = await new LinkedConditions(storage.Entities, subscription.Tenant, grant, now).ResolveAsync(subscription.Condition, cancel);
        if (!subscription.Selectors.IsEmpty)
            condition = Filter.And(new Filter.Any([.. subscription.Selectors.Select(selector => selector.Filter)]), condition);
        var views = new List<EntityView>();
        await storage.Entities.VisitAsync(subscription.Tenant, grant.Restrict(new EntityQuery(condition, now)), entity =>
        {
            if (EntityView.Of(entity, grant, subscription.Projection, now) is { } view)
                views.Add(view);
        }, cancel);
        return views;
    }

    private async ValueTask<IReadOnlyList<EntityView>> LinkAsync(
        Subscription subscription, Grant grant, IReadOnlyList<EntityView> views, Instant now, CancellationToken cancel)
    {
        if (subscription.Join.Kind == JoinKind.None)
            return views;
        await new Linker(storage.Entities, subscription.Tenant, grant, subscription.Join, now).RunAsync(views, subscription.Projection, cancel);
        return subscription.Join.Kind == JoinKind.Inline ? views : [.. views, .. Linker.Flatten(views)];
    }

    private async ValueTask<Receipt> SendAsync(Subscription subscription, string id, IReadOnlyList<EntityView> views, Instant now, CancellationToken cancel)
    {
        var endpoint = subscription.Endpoint;
        if (notifiers.FirstOrDefault(one => one.Handles(endpoint.Uri)) is not { } notifier)
            return new Receipt(ReceiptResult.Refused, "nothing is known about its scheme");
        using var body = PooledBuffer.Rent();
        NotificationBody.Write(body, subscription, id, now, views);
        var time = endpoint.Timeout is { } wanted && wanted < options.Timeout ? wanted : options.Timeout;
        var link = subscription.Shape.ContextInBody ? null : subscription.ContextUrl;
        using var room = await _gates.EnterAsync(endpoint.Uri, cancel);
        return await notifier.DeliverAsync(new Delivery(id, endpoint, subscription.Tenant, body.WrittenMemory, link, time), cancel);
    }

    [LoggerMessage(LogLevel.Error, "Notifying {Subscription} failed; it is tried again")]
    private static partial void Failed(ILogger log, string subscription, Exception failure);

    [LoggerMessage(LogLevel.Debug, "A notification of {Subscription} to {Endpoint} was given up: {Reason}")]
    private static partial void GivenUp(ILogger log, string subscription, string endpoint, string? reason);
}

using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>Brings one notice to its endpoint: renders it anew for each attempt, and notes how each ended.</summary>
/// <remarks>
/// 1 may it be sent now: live, not throttled, not cooling down     3 what the owner sees of it under his present rights, and an attempt
/// 2 room among those that are under way                           4 again after a while, or given up
/// </remarks>
internal sealed partial class Courier(
    NoticeViews views, IReadOnlyList<INotifier> notifiers, NotificationOptions options, NotificationMetrics metrics, TimeProvider clock, ILogger log)
{
    private readonly EndpointGates _gates = new(options);

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
        var isCounted = false;
        for (var attempt = 1; ; attempt++)
        {
            var (subscription, patched) = queue.Current;
            // 1
            if (!IsMeant(subscription, notice) || (isFirst && IsHeldBack(subscription, queue.State)))
                return;
            try
            {
                // 2, 3
                if (await TryAsync(queue, subscription, notice, patched) is not { } receipt)
                    return;
                var isLast = IsLast(subscription, receipt, attempt);
                Note(queue, receipt, isFirst, isGivenUp: isLast && !isCounted, changed);
                isFirst = false;
                // 4
                if (receipt.Result == ReceiptResult.Delivered)
                    return;
                if (!isLast)
                {
                    await Task.Delay(Backoff.Of(attempt), clock, patched);
                    continue;
                }
                isCounted = true;
                GivenUp(log, subscription.Id, subscription.Endpoint.Uri.Authority, receipt.Detail);
                // Who takes nothing for a while is not asked again at once.
                if (++queue.GivenUp > 2 && options.Retries > 0 && receipt.Result == ReceiptResult.Failed)
                    await Task.Delay(Backoff.Of(queue.GivenUp), clock, patched);
                return;
            }
            catch (OperationCanceledException) when (patched.IsCancellationRequested && !stop.IsCancellationRequested)
            {
                if (queue.IsGone || isCounted)
                    return;
                // The subscription was changed: judged anew.
                attempt = 0;
            }
        }
    }

    /// <summary>Something is wrong with the notice itself, or with who is to be told: it is given up.</summary>
    public void GiveUp(DeliveryQueue queue, Exception failure)
    {
        var now = Now;
        queue.Note(state => state.Sent(now, isFirst: true).Failed(now, isGivenUp: true));
        metrics.GivenUp();
        Unrenderable(log, queue.Key.Id, failure);
    }

    /// <summary>The store cannot be reached; the notice stays.</summary>
    public void Failed(string subscription, Exception failure) => Failed(log, subscription, failure);

    private bool IsMeant(Subscription subscription, Notice notice) =>
        subscription.IsLive(Now) && (notice.Change is null && notice.Told is null) == (subscription.TimeInterval is not null);

    private static bool IsWithin(Instant last, TimeSpan? time, Instant now) =>
        time is { } least && !last.IsNone && now.ToDateTimeOffset() - last.ToDateTimeOffset() < least;

    private bool IsHeldBack(Subscription subscription, DeliveryState state) => IsWithin(state.LastNotification, subscription.Throttling, Now)
        || (state.IsFailed && IsWithin(state.LastFailure, subscription.Endpoint.Cooldown, Now));

    private bool IsLast(Subscription subscription, Receipt receipt, int attempt) =>
        receipt.Result == ReceiptResult.Refused || attempt > options.Retries || subscription.Endpoint.Cooldown is not null;

    private void Note(DeliveryQueue queue, Receipt receipt, bool isFirst, bool isGivenUp, Action changed)
    {
        metrics.Ended(receipt.Result);
        var now = Now;
        var isDelivered = receipt.Result == ReceiptResult.Delivered;
        if (isDelivered)
            queue.GivenUp = 0;
        else if (isGivenUp)
            metrics.GivenUp();
        var (before, after) = queue.Note(state => isDelivered ? state.Sent(now, isFirst).Succeeded(now) : state.Sent(now, isFirst).Failed(now, isGivenUp));
        if (before.IsFailed != after.IsFailed || before.TimesSent == 0)
            changed();
    }

    private async ValueTask<Receipt?> TryAsync(DeliveryQueue queue, Subscription subscription, Notice notice, CancellationToken cancel)
    {
        // First the room, then the rights and the body: they are those of the moment at which it is sent.
        using var room = await _gates.EnterAsync(subscription.Tenant, subscription.Endpoint.Uri, cancel);
        var now = Now;
        Receipt? receipt = null;
        var pages = await views.OfAsync(subscription, notice, now, cancel);
        for (var page = 0; page < pages.Count; page++)
        {
            // Each page is a notification; the last one is noted with the notice.
            if (page > 0)
            {
                metrics.Ended(ReceiptResult.Delivered);
                queue.Note(state => state.Sent(now, isFirst: true).Succeeded(now));
            }
            receipt = await SendAsync(subscription, IdOf(queue, notice, page), pages[page], now, cancel);
            if (receipt.Value.Result != ReceiptResult.Delivered)
                break;
        }
        return receipt;
    }

    private string IdOf(DeliveryQueue queue, Notice notice, int page) =>
        NotificationId.Of(Secret, queue.Key, notice.Change?.Sequence ?? -(notice.DueAt.Micros + page));

    private async ValueTask<Receipt> SendAsync(Subscription subscription, string id, IReadOnlyList<EntityView> entities, Instant now, CancellationToken cancel)
    {
        var endpoint = subscription.Endpoint;
        if (notifiers.FirstOrDefault(one => one.Handles(endpoint.Uri)) is not { } notifier)
            return new Receipt(ReceiptResult.Refused, "nothing is known about its scheme");
        using var body = PooledBuffer.Rent();
        NotificationBody.Write(body, subscription, id, now, entities);
        var time = endpoint.Timeout is { } wanted && wanted < options.Timeout ? wanted : options.Timeout;
        var link = subscription.Shape.ContextInBody ? null : subscription.ContextUrl;
        return await notifier.DeliverAsync(new Delivery(id, endpoint, subscription.Tenant, body.WrittenMemory, link, time), cancel);
    }

    [LoggerMessage(LogLevel.Debug, "A notification of {Subscription} to {Endpoint} was given up: {Reason}")]
    private static partial void GivenUp(ILogger log, string subscription, string endpoint, string? reason);

    [LoggerMessage(LogLevel.Warning, "A notification of {Subscription} cannot be made, and is given up")]
    private static partial void Unrenderable(ILogger log, string subscription, Exception failure);

    [LoggerMessage(LogLevel.Error, "Notifying {Subscription} failed; it is tried again")]
    private static partial void Failed(ILogger log, string subscription, Exception failure);
}

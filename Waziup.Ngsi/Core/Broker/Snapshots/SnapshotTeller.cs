using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Notifications;

namespace Waziup.Ngsi.Broker.Snapshots;

/// <summary>Tells the endpoint of a snapshot that it is filled, was changed, or goes (5.16.6).</summary>
internal sealed class SnapshotTeller(IReadOnlyList<INotifier> notifiers, NotificationOptions options, TimeProvider clock)
{
    /// <summary>Sends the notification, again after failures; never fails itself.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="snapshot">The snapshot; nothing is sent where it names no endpoint.</param>
    /// <param name="expiresAt">When it goes; a time that is past says that it is gone (5.3.4).</param>
    /// <param name="cancel">Gives up.</param>
    public async Task TellAsync(TenantId tenant, Snapshot snapshot, Instant expiresAt, CancellationToken cancel)
    {
        if (snapshot.Form.Text("endpoint") is not { } text || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
            return;
        var endpoint = new NotificationEndpoint(uri, "application/json", [.. snapshot.Form.Pairs("receiverInfo")], [], null, null);
        if (notifiers.FirstOrDefault(one => one.Handles(uri)) is not { } notifier || notifier.Check(endpoint) is not null)
            return;
        var id = $"urn:ngsi-ld:SnapshotNotification:{Guid.CreateVersion7(clock.GetUtcNow()):D}";
        using var body = PooledBuffer.Rent();
        SnapshotWriter.WriteNotification(body, snapshot, id, Instant.Of(clock.GetUtcNow()), expiresAt);
        for (var attempt = 1; attempt <= options.Retries + 1; attempt++)
        {
            try
            {
                var delivery = new Delivery(id, endpoint, tenant, body.WrittenMemory, CoreContexts.Newest, options.Timeout);
                if ((await notifier.DeliverAsync(delivery, cancel)).Result != ReceiptResult.Failed)
                    return;
                await Task.Delay(Backoff.Of(attempt), clock, cancel);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}

using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Notifications;

namespace Waziup.Ngsi.Mqtt;

/// <summary>Publishes notifications over MQTT (7.2): the headers of the HTTP binding stand beside the body.</summary>
internal sealed class MqttNotifier(MqttConnections connections, TimeProvider clock) : INotifier
{
    /// <inheritdoc/>
    public bool Handles(Uri endpoint) => endpoint.Scheme is "mqtt" or "mqtts";

    /// <inheritdoc/>
    public string? Check(NotificationEndpoint endpoint) =>
        MqttEndpoint.TryParse(endpoint.Uri.OriginalString, endpoint.NotifierInfo, out _, out var error) ? null : error;

    /// <inheritdoc/>
    public async ValueTask<Receipt> DeliverAsync(Delivery delivery, CancellationToken cancel)
    {
        if (!MqttEndpoint.TryParse(delivery.Endpoint.Uri.OriginalString, delivery.Endpoint.NotifierInfo, out var endpoint, out var error))
            return new Receipt(ReceiptResult.Refused, error);
        using var message = PooledBuffer.Rent();
        Write(message, delivery);
        using var time = new CancellationTokenSource(delivery.Timeout, clock);
        using var ends = cancel.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), time);
        try
        {
            // A copy: what was given up here may still be on its way.
            await connections.PublishAsync(endpoint, message.Written.ToArray(), time.Token);
            return Receipt.Delivered;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new Receipt(ReceiptResult.Failed, "no acknowledgement in time");
        }
        catch (ArgumentException failure)
        {
            return new Receipt(ReceiptResult.Refused, failure.Message);
        }
        catch (MqttException failure)
        {
            return new Receipt(failure.IsLasting ? ReceiptResult.Refused : ReceiptResult.Failed, failure.Message);
        }
    }

    private static void Write(PooledBuffer output, Delivery delivery)
    {
        output.Append("{\"metadata\":{\"Content-Type\":"u8);
        Utf8Json.AppendString(output, delivery.Endpoint.Accept);
        if (delivery.ContextUrl is { } context)
            Entry(output, "Link", ContextLink.Of(context));
        if (delivery.Tenant != TenantId.Default)
            Entry(output, "NGSILD-Tenant", delivery.Tenant.Value);
        foreach (var (key, value) in delivery.Endpoint.ReceiverInfo.DistinctBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (key is not ("Content-Type" or "Link" or "NGSILD-Tenant"))
                Entry(output, key, value);
        }
        output.Append("},\"body\":"u8);
        output.Append(delivery.Body.Span);
        output.Append((byte)'}');
    }

    private static void Entry(PooledBuffer output, string key, string value)
    {
        output.Append((byte)',');
        Utf8Json.AppendString(output, key);
        output.Append((byte)':');
        Utf8Json.AppendString(output, value);
    }
}

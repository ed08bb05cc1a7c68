using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Mqtt.Receiving;
using Waziup.Ngsi.Sensors;
using Waziup.Ngsi.Sensors.Bridge;
using Waziup.Ngsi.Sensors.Codecs;
using Waziup.Ngsi.Sensors.Codecs.LoRaWan;
using Waziup.Ngsi.Sensors.Registry;
using Waziup.Ngsi.Storage;

namespace Waziup.Server.Devices.Mqtt;

/// <summary>Stores what comes over MQTT, as the routes of HTTP do.</summary>
/// <remarks>
/// What is refused is done with: it would be refused again. What the store does not take now comes again, with the time at which it came first,
/// so that nothing of it is stored twice.
/// </remarks>
internal sealed class MqttIngestion(DeviceBridge bridge, IStorage storage, MqttCallers callers, MqttReport report)
{
    private static readonly string Unavailable = NgsiLdErrors.StorageUnavailable("").Type;

    private readonly ChirpStack _chirpStack = new();
    private readonly TheThingsStack _theThingsStack = new();

    /// <summary>Stores a message.</summary>
    public async ValueTask<Reception> TakeAsync(ReceivedMessage message, CancellationToken cancel)
    {
        if (DeviceTopic.Of(message.Topic) is not { } topic)
        {
            report.Ignored();
            return Reception.Done;
        }
        try
        {
            if (topic.Tenant != TenantId.Default && !storage.Tenants.Exists(topic.Tenant))
                throw new NgsiLdException(NgsiLdErrors.NonexistentTenant(topic.Tenant));
            return Told(message.Topic, await StoreAsync(topic, message, cancel));
        }
        catch (NgsiLdException refused) when (IsPassing(refused.Error))
        {
            report.Later(message.Topic, refused.Error.Detail);
            return Reception.Later;
        }
        catch (NgsiLdException refused) when (refused.Error.Status < StatusCodes.Status500InternalServerError)
        {
            report.Refused(message.Topic, refused.Error.Detail);
            return Reception.Done;
        }
    }

    /// <summary>Whether the store, and not the message, is why it was not taken.</summary>
    internal static bool IsPassing(NgsiLdError error) => error.Type == Unavailable || error.Status == StatusCodes.Status507InsufficientStorage;

    private ValueTask<EventReceipt> StoreAsync(DeviceTopic topic, ReceivedMessage message, CancellationToken cancel)
    {
        var (caller, at) = (callers.Of(topic), Instant.Of(message.At));
        return topic.Kind switch
        {
            TopicKind.Payload => PayloadAsync(topic, caller, message, cancel),
            TopicKind.Value => ReadingsAsync(topic, caller, new Decoded([.. Payloads.Whole(Payloads.OneSensor.Decode(message.Payload.Span, at)).Select(reading => reading with { Sensor = topic.Sensor! })], null), message, cancel),
            TopicKind.ChirpStack => EventAsync(topic, caller, _chirpStack.Read(message.Payload.Span, topic.Sensor!, at), cancel),
            _ => EventAsync(topic, caller, _theThingsStack.Read(message.Payload.Span, at), cancel),
        };
    }

    private async ValueTask<EventReceipt> PayloadAsync(DeviceTopic topic, Caller caller, ReceivedMessage message, CancellationToken cancel)
    {
        var name = await bridge.CodecOfAsync(topic.Tenant, caller, topic.Device, cancel) ?? Payloads.OfDevice.Name;
        var decoded = await bridge.DecodeAsync(topic.Tenant, caller, name, message.Payload, Instant.Of(message.At), port: null, cancel)
            ?? throw Payloads.Bad($"there is no codec {name}, which the device names");
        return await ReadingsAsync(topic, caller, Payloads.Named(decoded), message, cancel);
    }

    private async ValueTask<EventReceipt> ReadingsAsync(DeviceTopic topic, Caller caller, Decoded decoded, ReceivedMessage message, CancellationToken cancel)
    {
        var heard = new Heard(Instant.Of(message.At), [.. decoded.Readings]) { Protocol = "mqtt", Payload = message.Payload, Warnings = [.. decoded.Warnings] };
        return new EventReceipt(await bridge.ReceiveAsync(topic.Tenant, caller, topic.Device, heard, cancel), null, null);
    }

    private ValueTask<EventReceipt> EventAsync(DeviceTopic topic, Caller caller, LoRaWanMessage message, CancellationToken cancel) =>
        message.Event is { } told ? bridge.ReceiveEventAsync(topic.Tenant, caller, told, cancel) : throw Payloads.Bad(Payloads.Text(message.Error!));

    private Reception Told(string topic, EventReceipt receipt)
    {
        NgsiLdError[] refused = [.. receipt.Readings.Refused.Select(one => one.Error), .. receipt.Refused is { } radio ? [radio] : Array.Empty<NgsiLdError>()];
        if (refused.FirstOrDefault(IsPassing) is { } passing)
        {
            report.Later(topic, passing.Detail);
            return Reception.Later;
        }
        if (receipt.Readings.IsPending)
            report.Waits();
        else if (refused.Length > 0 || receipt.Unread is not null)
            report.Partly(topic, refused.FirstOrDefault()?.Detail ?? Payloads.Text(receipt.Unread!));
        else
            report.Stored();
        return Reception.Done;
    }
}

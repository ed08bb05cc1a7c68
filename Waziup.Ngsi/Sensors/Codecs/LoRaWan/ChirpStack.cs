using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Codecs.LoRaWan;

/// <summary>Events of ChirpStack v4 in JSON, from its MQTT or HTTP integration.</summary>
/// <remarks>A message does not say what it is: the topic of MQTT does (<see cref="EventOf"/>), or the parameter <c>event</c> of the URL.</remarks>
public sealed class ChirpStack(CodecLimits? limits = null)
{
    private readonly CodecLimits _limits = limits ?? CodecLimits.Default;

    /// <summary>The event that a topic of MQTT names, such as <c>up</c>; null for any other topic.</summary>
    /// <param name="topic">A topic <c>application/…/device/…/event/up</c>, whatever prefix it has.</param>
    public static string? EventOf(string topic) =>
        topic.Split('/') is [.., "application", _, "device", _, "event", var name] && name.Length > 0 ? name : null;

    /// <summary>Reads one message.</summary>
    /// <param name="message">The JSON.</param>
    /// <param name="name">The event: up, join, status, ack, txack or log; any other gives an event of no meaning.</param>
    /// <param name="received">When the message came.</param>
    public LoRaWanMessage Read(ReadOnlySpan<byte> message, string name, Instant received) =>
        EventReader.Read(message, _limits, root => Read(root, name, received));

    private static LoRaWanEvent Read(JsonElement root, string name, Instant received)
    {
        var device = EventReader.Member(root, "deviceInfo");
        var said = new LoRaWanEvent(EventReader.DevEui(device, "devEui"), LoRaWanEventKind.Other, EventReader.Time(root, "time") ?? received)
        {
            Device = EventReader.Text(device, "deviceName"),
        };
        return name switch
        {
            "up" => Uplink(said, root),
            "join" => said with { Kind = LoRaWanEventKind.Join },
            "status" => Status(said, root),
            "ack" when EventReader.Truth(root, "acknowledged") == true => Downlink(said, root, LoRaWanEventKind.Acknowledged),
            "ack" => Downlink(said, root, LoRaWanEventKind.NotAcknowledged),
            "txack" => Downlink(said, root, LoRaWanEventKind.Sent) with { Gateway = EventReader.Text(root, "gatewayId") },
            "log" => said with { Kind = LoRaWanEventKind.Log, Message = Message(root) },
            _ => said,
        };
    }

    private static LoRaWanEvent Uplink(LoRaWanEvent said, JsonElement root) =>
        EventReader.WithBest(
            said with
            {
                Kind = LoRaWanEventKind.Uplink,
                Port = EventReader.Port(root, "fPort"),
                Counter = EventReader.Counter(root, "fCnt"),
                Payload = EventReader.Payload(root, "data"),
                Decoded = EventReader.Decoded(root, "object"),
            },
            EventReader.Member(root, "rxInfo"),
            heard => EventReader.Text(heard, "gatewayId"));

    // A level that is not there is not known: devices on a battery say 1 of 254 at least.
    private static LoRaWanEvent Status(LoRaWanEvent said, JsonElement root) => said with
    {
        Kind = LoRaWanEventKind.Status,
        Battery = EventReader.Truth(root, "batteryLevelUnavailable") == true ? null : EventReader.Share(EventReader.Number(root, "batteryLevel")),
        IsExternallyPowered = EventReader.Truth(root, "externalPowerSource") ?? false,
        Margin = EventReader.Number(root, "margin") ?? 0,
    };

    private static LoRaWanEvent Downlink(LoRaWanEvent said, JsonElement root, LoRaWanEventKind kind) => said with
    {
        Kind = kind,
        Counter = EventReader.Counter(root, "fCntDown"),
        DownlinkIds = EventReader.Text(root, "queueItemId") is { } id ? [id] : [],
    };

    private static string Message(JsonElement root)
    {
        string?[] parts = [EventReader.Text(root, "level"), EventReader.Text(root, "code"), EventReader.Text(root, "description")];
        return string.Join(": ", parts.Where(part => !string.IsNullOrEmpty(part)));
    }
}

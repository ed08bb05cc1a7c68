using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Codecs.LoRaWan;

/// <summary>Messages of The Things Stack v3 (The Things Network) in JSON, from its MQTT server or its webhooks.</summary>
/// <remarks>What a message is, is said by the member that it has: <c>uplink_message</c>, <c>join_accept</c>, <c>downlink_ack</c> and so on.</remarks>
public sealed class TheThingsStack(CodecLimits? limits = null)
{
    private static readonly (string Member, LoRaWanEventKind Kind)[] Downlinks =
    [
        ("downlink_queued", LoRaWanEventKind.Queued),
        ("downlink_sent", LoRaWanEventKind.Sent),
        ("downlink_ack", LoRaWanEventKind.Acknowledged),
        ("downlink_nack", LoRaWanEventKind.NotAcknowledged),
    ];

    private readonly CodecLimits _limits = limits ?? CodecLimits.Default;

    /// <summary>Reads one message.</summary>
    /// <param name="message">The JSON.</param>
    /// <param name="received">When the message came.</param>
    public LoRaWanMessage Read(ReadOnlySpan<byte> message, Instant received) =>
        EventReader.Read(message, _limits, root => Read(root, received));

    private static LoRaWanEvent Read(JsonElement root, Instant received)
    {
        var device = EventReader.Member(root, "end_device_ids");
        var said = new LoRaWanEvent(EventReader.DevEui(device, "dev_eui"), LoRaWanEventKind.Other, EventReader.Time(root, "received_at") ?? received)
        {
            Device = EventReader.Text(device, "device_id"),
        };
        if (EventReader.Member(root, "uplink_message") is { } uplink)
            return Uplink(said, uplink);
        if (EventReader.Member(root, "join_accept") is { } join)
            return said with { Kind = LoRaWanEventKind.Join, Time = EventReader.Time(join, "received_at") ?? said.Time };
        if (EventReader.Member(root, "downlink_failed") is { } failed)
            return Failed(said, failed);
        foreach (var (member, kind) in Downlinks)
        {
            if (EventReader.Member(root, member) is { } downlink)
                return Downlink(said, downlink, kind);
        }
        return said;
    }

    // The network server has received it before the application server, whose time is that of the message.
    private static LoRaWanEvent Uplink(LoRaWanEvent said, JsonElement uplink)
    {
        var battery = EventReader.Member(uplink, "last_battery_percentage");
        return EventReader.WithBest(
            said with
            {
                Kind = LoRaWanEventKind.Uplink,
                Time = EventReader.Time(uplink, "received_at") ?? said.Time,
                Port = EventReader.Port(uplink, "f_port"),
                Counter = EventReader.Counter(uplink, "f_cnt"),
                Payload = EventReader.Payload(uplink, "frm_payload"),
                Decoded = EventReader.Decoded(uplink, "decoded_payload"),
                Battery = EventReader.Share(EventReader.Number(battery, "value")),
                BatteryTime = EventReader.Time(battery, "received_at"),
            },
            EventReader.Member(uplink, "rx_metadata"),
            heard => EventReader.Text(EventReader.Member(heard, "gateway_ids"), "gateway_id"));
    }

    private static LoRaWanEvent Downlink(LoRaWanEvent said, JsonElement downlink, LoRaWanEventKind kind) => said with
    {
        Kind = kind,
        Port = EventReader.Port(downlink, "f_port"),
        Counter = EventReader.Counter(downlink, "f_cnt"),
        DownlinkIds = Ids(downlink),
    };

    private static LoRaWanEvent Failed(LoRaWanEvent said, JsonElement failed)
    {
        var error = EventReader.Member(failed, "error");
        return Downlink(said, EventReader.Member(failed, "downlink") ?? failed, LoRaWanEventKind.Failed) with
        {
            Counter = null,
            Message = EventReader.Text(error, "message_format") ?? EventReader.Text(error, "name"),
        };
    }

    private static string[] Ids(JsonElement downlink) =>
        EventReader.Member(downlink, "correlation_ids") is { ValueKind: JsonValueKind.Array } ids
            ? [.. ids.EnumerateArray().Where(id => id.ValueKind == JsonValueKind.String).Select(id => id.GetString()!)]
            : [];
}

using System.Text.Json.Nodes;
using Waziup.Ngsi.Sensors.Codecs.LoRaWan;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>What is kept of an event in the entity of its device, each with the time at which it was so.</summary>
/// <remarks>
/// Of an uplink <c>rssi</c> (dBm) and <c>snr</c> (dB) at the gateway that heard it best, <c>frameCounter</c>, <c>framePort</c> and
/// <c>dateLastValueReported</c>; of an uplink or a status <c>batteryLevel</c> (0 to 1); of a join <c>dateLastJoined</c>; of a downlink
/// <c>downlinkStatus</c>: pending, sent, delivered or failed.
/// </remarks>
internal static class RadioText
{
    // What is longer was not written for people.
    private const int MaxReason = 500;

    /// <summary>The attributes; none where the event says nothing that is kept.</summary>
    public static JsonObject Of(LoRaWanEvent told)
    {
        var device = new JsonObject();
        var at = told.Time.ToString();
        device.Number("batteryLevel", told.Battery, unitCode: null, (told.BatteryTime ?? told.Time).ToString());
        switch (told.Kind)
        {
            case LoRaWanEventKind.Uplink:
                device.Number("rssi", told.Rssi, "DBM", at);
                device.Number("snr", told.Snr, "2N", at);
                device.Number("frameCounter", told.Counter, unitCode: null, at);
                device.Number("framePort", told.Port, unitCode: null, at);
                device.Time("dateLastValueReported", at, observedAt: at);
                break;
            case LoRaWanEventKind.Join:
                device.Time("dateLastJoined", at, observedAt: at);
                break;
            default:
                if (StatusOf(told.Kind) is { } status)
                    device["downlinkStatus"] = Downlink(status, ReasonOf(told), at);
                break;
        }
        return device;
    }

    private static string? StatusOf(LoRaWanEventKind kind) => kind switch
    {
        LoRaWanEventKind.Queued => "pending",
        LoRaWanEventKind.Sent => "sent",
        LoRaWanEventKind.Acknowledged => "delivered",
        LoRaWanEventKind.NotAcknowledged or LoRaWanEventKind.Failed => "failed",
        _ => null,
    };

    private static string? ReasonOf(LoRaWanEvent told) =>
        told.Kind == LoRaWanEventKind.NotAcknowledged ? "not acknowledged" : told.Message is { Length: > 0 and <= MaxReason } reason ? reason : null;

    private static JsonObject Downlink(string status, string? reason, string at)
    {
        var property = new JsonObject { ["type"] = "Property", ["value"] = status, ["observedAt"] = at };
        property.Text("reason", reason);
        return property;
    }
}

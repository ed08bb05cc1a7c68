using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Codecs.LoRaWan;

/// <summary>What a network server tells of a device, whichever server it is.</summary>
/// <param name="DevEui">The device: 16 hexadecimal digits, small letters.</param>
/// <param name="Kind">What has happened.</param>
/// <param name="Time">When, as the server says; where it does not, when the message came.</param>
/// <remarks>Immutable. What an event does not say is null.</remarks>
public sealed record LoRaWanEvent(string DevEui, LoRaWanEventKind Kind, Instant Time)
{
    /// <summary>What the server calls the device.</summary>
    public string? Device { get; init; }

    /// <summary>The port of the frame, 1 to 255.</summary>
    public int? Port { get; init; }

    /// <summary>The counter of the frame: of uplinks for an uplink, of downlinks for what becomes of one.</summary>
    public long? Counter { get; init; }

    /// <summary>What the device has sent, decrypted; empty if nothing.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The payload as the server has decoded it, where it has a decoder of its own.</summary>
    public JsonElement? Decoded { get; init; }

    /// <summary>The gateway that heard the device best: with the highest ratio of signal to noise, then the strongest signal.</summary>
    public string? Gateway { get; init; }

    /// <summary>How strong the signal was at that gateway, in dBm.</summary>
    public double? Rssi { get; init; }

    /// <summary>The ratio of signal to noise at that gateway, in dB.</summary>
    public double? Snr { get; init; }

    /// <summary>How full the battery is, 0 to 1.</summary>
    public double? Battery { get; init; }

    /// <summary>When the device told how full its battery is; null where that is <see cref="Time"/>.</summary>
    /// <remarks>A server may repeat with each uplink what a device tells once a day.</remarks>
    public Instant? BatteryTime { get; init; }

    /// <summary>Whether the device has power from elsewhere than a battery.</summary>
    public bool? IsExternallyPowered { get; init; }

    /// <summary>The ratio of signal to noise, in dB, at which the device heard the server.</summary>
    public double? Margin { get; init; }

    /// <summary>Names of the downlink that the event is about, as they were given when it was queued; mostly none.</summary>
    public IReadOnlyList<string> DownlinkIds { get; init; } = [];

    /// <summary>What the server says in words.</summary>
    public string? Message { get; init; }
}

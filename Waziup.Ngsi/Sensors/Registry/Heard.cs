using System.Collections.Immutable;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Registry;

/// <summary>What was heard of a device that nobody has registered.</summary>
/// <param name="At">When it was heard.</param>
/// <param name="Readings">What was understood of it; none where nothing was.</param>
/// <remarks>Immutable.</remarks>
public sealed record Heard(Instant At, ImmutableArray<Reading> Readings)
{
    /// <summary>The gateway that heard it, by name or id.</summary>
    public string? HostedBy { get; init; }

    /// <summary>Who may approve it, the id of a person or an organisation: usually whose the gateway is.</summary>
    public string? Owner { get; init; }

    /// <summary>How it came: <c>lora</c>, <c>mqtt</c>, <c>http</c>.</summary>
    public string? Protocol { get; init; }

    /// <summary>Its EUI, 16 hexadecimal digits.</summary>
    public string? DevEui { get; init; }

    /// <summary>How strong it was heard, in dBm.</summary>
    public double? Rssi { get; init; }

    /// <summary>How much stronger than the noise, in dB.</summary>
    public double? Snr { get; init; }

    /// <summary>What it sent, as it came; no more than its first bytes are kept.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>What its codec remarks of the payload, which was read all the same; kept in a registered device as <c>codecWarnings</c>, where the caller may write that.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}

using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Codecs.LoRaWan;

/// <summary>What messages of network servers have in common. Members of another type than they should be are as if they were not there.</summary>
internal static class EventReader
{
    private const int MostPort = 255;

    /// <summary>Reads a message; a fault becomes a result.</summary>
    public static LoRaWanMessage Read(ReadOnlySpan<byte> message, CodecLimits limits, Func<JsonElement, LoRaWanEvent> read)
    {
        try
        {
            Decoding.CheckSize(message, limits);
            var root = JsonPayload.Parse(message, limits);
            return root.ValueKind == JsonValueKind.Object
                ? new LoRaWanMessage(read(root), null)
                : throw new PayloadException("A message of a network server is an object.");
        }
        catch (PayloadException fault)
        {
            return new LoRaWanMessage(null, fault.ToError());
        }
    }

    public static JsonElement? Member(JsonElement? holder, string name) =>
        holder is { ValueKind: JsonValueKind.Object } member && member.TryGetProperty(name, out var value) ? value : null;

    public static string? Text(JsonElement? holder, string name) =>
        Member(holder, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static double? Number(JsonElement? holder, string name) =>
        Member(holder, name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;

    public static bool? Truth(JsonElement? holder, string name) =>
        Member(holder, name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : null;

    public static string DevEui(JsonElement? holder, string name) =>
        Sensors.DevEui.Read(Text(holder, name)) ?? throw new PayloadException("The message has no devEUI of 16 hexadecimal digits.");

    public static Instant? Time(JsonElement? holder, string name) =>
        Text(holder, name) is { } text && Timestamps.TryParse(text, out var time) ? time : null;

    /// <summary>The port of a frame; null where there is none. Servers leave out what is zero.</summary>
    public static int? Port(JsonElement? holder, string name) => Number(holder, name) switch
    {
        null or 0 => null,
        { } port when port is > 0 and <= MostPort && double.IsInteger(port) => (int)port,
        _ => throw new PayloadException("The port of the frame is not between 1 and 255."),
    };

    /// <summary>The counter of a frame; 0 where it is left out.</summary>
    public static long Counter(JsonElement? holder, string name) => Number(holder, name) switch
    {
        null => 0,
        { } counter when counter is >= 0 and <= uint.MaxValue && double.IsInteger(counter) => (long)counter,
        _ => throw new PayloadException("The counter of the frame is no integer of 32 bits."),
    };

    public static ReadOnlyMemory<byte> Payload(JsonElement? holder, string name) => Member(holder, name) switch
    {
        null or { ValueKind: JsonValueKind.Null } => default,
        { ValueKind: JsonValueKind.String } text when text.TryGetBytesFromBase64(out var bytes) => bytes,
        _ => throw new PayloadException("The payload of the frame is not in base64."),
    };

    /// <summary>What the server has decoded: a copy of its own, without the message around it.</summary>
    public static JsonElement? Decoded(JsonElement? holder, string name) =>
        Member(holder, name) is { ValueKind: JsonValueKind.Object } value ? value.Clone() : null;

    /// <summary>A share of hundred as one of 1; null beyond the ends.</summary>
    public static double? Share(double? percent) => percent is >= 0 and <= 100 ? percent / 100 : null;

    /// <summary>Adds where the device was heard best. A gateway that does not tell a strength does not count.</summary>
    /// <param name="said">The event so far.</param>
    /// <param name="gateways">The list of what gateways heard.</param>
    /// <param name="nameOf">The name of the gateway of an item.</param>
    public static LoRaWanEvent WithBest(LoRaWanEvent said, JsonElement? gateways, Func<JsonElement, string?> nameOf)
    {
        if (gateways is not { ValueKind: JsonValueKind.Array } list)
            return said;
        foreach (var heard in list.EnumerateArray())
        {
            if (Number(heard, "rssi") is not { } rssi)
                continue;
            var snr = Number(heard, "snr") ?? 0;
            if (said.Rssi is null || snr > said.Snr || (snr == said.Snr && rssi > said.Rssi))
                said = said with { Rssi = rssi, Snr = snr, Gateway = nameOf(heard) };
        }
        return said;
    }
}

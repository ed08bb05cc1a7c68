using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Sensors.Codecs;
using Waziup.Ngsi.Sensors.Codecs.LoRaWan;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>Reads what an uplink carries: with the codec of the device, else what the network server has decoded.</summary>
internal sealed class EventPayload(Decoders decoders)
{
    private static readonly JsonCodec Json = JsonCodec.OfDevice();

    /// <summary>Reads it.</summary>
    /// <param name="call">Where.</param>
    /// <param name="told">The event; one that is no uplink carries nothing.</param>
    /// <param name="codec">The codec that the device names; null where it names none.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The readings, each with the name of its sensor, and what could not be read. Delays in the payload count from the time of the event.</returns>
    public async ValueTask<Decoded> ReadAsync(Call call, LoRaWanEvent told, string? codec, CancellationToken cancel)
    {
        var decoded = codec is not null && !told.Payload.IsEmpty
            ? await decoders.DecodeAsync(call, codec, told.Payload, told.Time, told.Port, cancel) ?? Unread($"there is no codec {codec}, which the device names")
            : FromServer(told);
        return decoded.Readings.Any(reading => reading.Sensor.Length == 0) ? Unread("the payload is a value alone, which does not say which sensor it is of") : decoded;
    }

    private static Decoded FromServer(LoRaWanEvent told) =>
        told.Decoded is { } decoded ? Json.Decode(decoded, told.Time)
        : told.Payload.IsEmpty ? new Decoded([], null)
        : Unread("the device names no codec, and the network server has not decoded the payload");

    private static Decoded Unread(string why) => new([], new CodecError(why));
}

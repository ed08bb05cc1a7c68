using System.Buffers;
using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Codecs.CayenneLpp;

/// <summary>Cayenne Low Power Payload of myDevices, with the types that have been added to it.</summary>
/// <remarks>
/// A payload is a row of channel, type and value. A sensor is named by its type and channel, such as <c>temperature_1</c>, so that
/// two types on one channel stay apart. Values have no time. A type that is not known ends the reading, since its length is not
/// known either; what came before it is kept.
/// </remarks>
internal sealed class CayenneLppCodec(CodecLimits? limits = null) : IActuatorCodec
{
    private readonly CodecLimits _limits = limits ?? CodecLimits.Default;

    /// <inheritdoc/>
    public string Name => "lpp";

    /// <inheritdoc/>
    public string MediaType => "application/x-lpp";

    /// <inheritdoc/>
    public Decoded Decode(ReadOnlySpan<byte> payload, Instant received) => Decoding.Partly(payload, received, _limits, Read);

    /// <inheritdoc/>
    public Encoded Encode(IReadOnlyList<ActuatorValue> values) => Downlink.Write(values, _limits, Write);

    private static void Read(ReadOnlySpan<byte> payload, Instant received, ReadingList found)
    {
        var bytes = new ByteReader(payload);
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        while (!bytes.AtEnd)
        {
            var channel = bytes.Byte();
            var place = bytes.Position;
            var number = bytes.Byte();
            var type = LppTypes.Find(number)
                ?? throw new PayloadException($"The type {number} on channel {channel} is not known: the rest cannot be read.", place);
            LppReader.Read(ref bytes, type, json);
            json.Flush();
            found.Add(new Reading(ChannelNames.Of(type.Name, channel), JsonElement.Parse(buffer.WrittenSpan), Instant.None)
            {
                Quantity = type.Quantity,
                UnitCode = type.UnitCode,
            });
            buffer.ResetWrittenCount();
            json.Reset();
        }
    }

    private static void Write(List<byte> output, string actuator, JsonElement value)
    {
        var (name, channel) = ChannelNames.Split(actuator);
        var type = LppTypes.Find(name) ?? throw new PayloadException($"LPP has no type {name}.");
        output.Add(channel);
        output.Add(type.Number);
        LppWriter.Write(output, type, value);
    }
}

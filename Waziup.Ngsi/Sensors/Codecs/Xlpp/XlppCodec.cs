using System.Buffers;
using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Codecs.CayenneLpp;

namespace Waziup.Ngsi.Sensors.Codecs.Xlpp;

/// <summary>XLPP, the LPP of WAZIUP: with texts, integers of any size, arrays, objects, delays and lists of actuators.</summary>
/// <remarks>
/// <para>
/// Sensors are named as <see cref="CayenneLppCodec"/> names them. Channels up to 249 are free; 253 says how much longer ago than the
/// values before it those after it were measured; 252 and 251 tell which actuators there are; any other ends the reading. A value
/// without a delay before it has no time of its own. A null is no reading.
/// </para>
/// <para>
/// Bytes are given, and taken, as text: base64 with the URL's alphabet, without padding. Inside of arrays and objects JSON says which
/// type is written: an integer, a text, a bool, null, an array or an object; XLPP has no type for fractions there.
/// </para>
/// </remarks>
internal sealed class XlppCodec(CodecLimits? limits = null) : IActuatorCodec
{
    private const byte FirstReservedChannel = 250;
    private const byte ActuatorsByChannel = 251;
    private const byte ActuatorsInOrder = 252;
    private const byte Delay = 253;

    private readonly CodecLimits _limits = limits ?? CodecLimits.Default;

    /// <inheritdoc/>
    public string Name => "xlpp";

    /// <inheritdoc/>
    public string MediaType => "application/x-xlpp";

    /// <inheritdoc/>
    public Decoded Decode(ReadOnlySpan<byte> payload, Instant received) => Decoding.Partly(payload, received, _limits, Read);

    /// <inheritdoc/>
    public Encoded Encode(IReadOnlyList<ActuatorValue> values) => Downlink.Write(values, _limits, Write);

    private static void Read(ReadOnlySpan<byte> payload, Instant received, ReadingList found)
    {
        var bytes = new ByteReader(payload);
        var time = Instant.None;
        var delay = 0L;
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        while (!bytes.AtEnd)
        {
            var place = bytes.Position;
            var channel = bytes.Byte();
            switch (channel)
            {
                case Delay:
                    delay += (bytes.Byte() * 3600) + (bytes.Byte() * 60) + bytes.Byte();
                    time = Timestamps.Shift(received, -delay);
                    break;
                case ActuatorsInOrder:
                    ReadActuators(ref bytes, found, haveChannels: false);
                    break;
                case ActuatorsByChannel:
                    ReadActuators(ref bytes, found, haveChannels: true);
                    break;
                case >= FirstReservedChannel:
                    throw new PayloadException($"The channel {channel} is reserved: the rest cannot be read.", place);
                default:
                    ReadValue(ref bytes, channel, time, buffer, json, found);
                    break;
            }
        }
    }

    private static void ReadValue(
        ref ByteReader bytes, byte channel, Instant time, ArrayBufferWriter<byte> buffer, Utf8JsonWriter json, ReadingList found)
    {
        buffer.ResetWrittenCount();
        json.Reset(buffer);
        var type = XlppReader.Read(ref bytes, json, found.Limits.Nesting, nesting: 0);
        json.Flush();
        // Keys that are there twice are found only here.
        var value = JsonPayload.Parse(buffer.WrittenSpan, found.Limits);
        if (value.ValueKind != JsonValueKind.Null)
            found.Add(new Reading(ChannelNames.Of(type.Name, channel), value, time) { Quantity = type.Quantity, UnitCode = type.UnitCode });
    }

    private static void ReadActuators(ref ByteReader bytes, ReadingList found, bool haveChannels)
    {
        var count = bytes.Byte();
        for (byte position = 0; position < count; position++)
        {
            var channel = haveChannels ? bytes.Byte() : position;
            var place = bytes.Position;
            var number = bytes.Byte();
            var type = XlppTypes.Find(number) ?? throw new PayloadException($"An actuator has the type {number}, which is not known.", place);
            found.AddActuator(ChannelNames.Of(type.Name, channel));
        }
    }

    private void Write(List<byte> output, string actuator, JsonElement value)
    {
        var (name, channel) = ChannelNames.Split(actuator);
        if (channel >= FirstReservedChannel)
            throw new PayloadException($"The channel {channel} is reserved.");
        output.Add(channel);
        XlppWriter.Write(output, name, value, _limits.Nesting);
    }
}

using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>Finds packets in what arrives.</summary>
/// <param name="version">The version of the connection; CONNECT names its own.</param>
/// <param name="maxBytes">How large a packet may be, with its header.</param>
internal sealed class PacketReader(MqttVersion version, int maxBytes)
{
    // The flags in the first byte that each type has to carry; those of PUBLISH mean something.
    private static ReadOnlySpan<byte> Flags => [0, 0, 0, 0, 0, 0, 2, 0, 2, 0, 2, 0, 0, 0, 0, 0];

    /// <summary>Reads one packet.</summary>
    /// <param name="input">What has arrived; the packet is cut off from it.</param>
    /// <param name="packet">The packet; null while more is needed.</param>
    /// <exception cref="MqttProtocolException">This is not MQTT, or more than is taken.</exception>
    public bool TryRead(ref ReadOnlySequence<byte> input, [NotNullWhen(true)] out Packet? packet)
    {
        packet = null;
        var bytes = new SequenceReader<byte>(input);
        if (!bytes.TryRead(out var first))
            return false;
        CheckHeader(first);
        if (!TryReadLength(ref bytes, out var length))
            return false;
        if (bytes.Consumed + length > maxBytes)
            throw new MqttProtocolException(ReasonCode.PacketTooLarge, $"a packet has more than {maxBytes} bytes");
        if (bytes.Remaining < length)
            return false;
        var body = input.Slice(bytes.Consumed, length);
        packet = BodyReader.Read(first, body.IsSingleSegment ? body.FirstSpan : body.ToArray(), version);
        input = input.Slice(body.End);
        return true;
    }

    private void CheckHeader(byte first)
    {
        var type = (PacketType)(first >> 4);
        if (type == PacketType.Will || (type == PacketType.Auth && version == MqttVersion.V311))
            throw MqttProtocolException.Malformed($"there is no packet of type {(int)type}");
        if (type != PacketType.Publish && (first & 0xF) != Flags[(int)type])
            throw MqttProtocolException.Malformed($"{type} has the flags {first & 0xF}");
        if (type == PacketType.Publish && ((first & 0x6) == 0x6 || (first & 0xE) == 0x8))
            throw MqttProtocolException.Malformed("PUBLISH has QoS 3, or is repeated with QoS 0");
    }

    private static bool TryReadLength(ref SequenceReader<byte> bytes, out int length)
    {
        length = 0;
        for (var shift = 0; shift < 28; shift += 7)
        {
            if (!bytes.TryRead(out var next))
                return false;
            length |= (next & 0x7F) << shift;
            if (next >= 0x80)
                continue;
            if (next == 0 && shift > 0)
                throw MqttProtocolException.Malformed("the length is written with more bytes than it needs");
            return true;
        }
        throw MqttProtocolException.Malformed("the length has more than four bytes");
    }
}

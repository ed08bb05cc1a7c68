using System.Buffers.Binary;
using System.Text;

namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>Reads the fields of a packet one after the other; what goes beyond its end is malformed.</summary>
internal ref struct FieldReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>How many bytes are left.</summary>
    public readonly int Left => _rest.Length;

    public byte Byte() => Take(1)[0];

    public ushort TwoBytes() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint FourBytes() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <summary>Seven bits a byte, the lowest first, at most four bytes and no more than needed (5.0, section 1.5.5).</summary>
    public uint VariableInteger()
    {
        var value = 0u;
        for (var shift = 0; shift < 28; shift += 7)
        {
            var next = Byte();
            value |= (uint)(next & 0x7F) << shift;
            if (next >= 0x80)
                continue;
            if (next == 0 && shift > 0)
                throw MqttProtocolException.Malformed("a variable byte integer is longer than it needs to be");
            return value;
        }
        throw MqttProtocolException.Malformed("a variable byte integer has more than four bytes");
    }

    public string Text()
    {
        var bytes = Take(TwoBytes());
        if (!ProtocolText.IsValid(bytes))
            throw MqttProtocolException.Malformed("a string is not UTF-8, or has a NUL in it");
        return Encoding.UTF8.GetString(bytes);
    }

    public byte[] Binary() => Take(TwoBytes()).ToArray();

    /// <summary>Between 1 and 65,535.</summary>
    public ushort PacketId()
    {
        var id = TwoBytes();
        return id == 0 ? throw MqttProtocolException.Violation("the packet identifier is 0") : id;
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
            throw MqttProtocolException.Malformed("a packet ends in the middle of a field");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>All that is left.</summary>
    public byte[] Rest() => Take(_rest.Length).ToArray();

    public readonly void End()
    {
        if (!_rest.IsEmpty)
            throw MqttProtocolException.Malformed("a packet has bytes behind its last field");
    }
}

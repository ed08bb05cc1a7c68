using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>Writes the fields of a packet one after the other.</summary>
internal readonly ref struct FieldWriter(IBufferWriter<byte> output)
{
    /// <summary>The largest number that a variable byte integer can hold.</summary>
    public const int LargestVariableInteger = 268_435_455;

    private readonly IBufferWriter<byte> _output = output;

    public void Byte(byte value)
    {
        _output.GetSpan(1)[0] = value;
        _output.Advance(1);
    }

    public void TwoBytes(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_output.GetSpan(2), value);
        _output.Advance(2);
    }

    public void FourBytes(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_output.GetSpan(4), value);
        _output.Advance(4);
    }

    public void VariableInteger(uint value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, (uint)LargestVariableInteger);
        var bytes = _output.GetSpan(4);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            bytes[length++] = (byte)(value | 0x80);
        bytes[length++] = (byte)value;
        _output.Advance(length);
    }

    /// <summary>How many bytes a variable byte integer takes.</summary>
    public static int Size(int value) => value switch
    {
        < 1 << 7 => 1,
        < 1 << 14 => 2,
        < 1 << 21 => 3,
        _ => 4,
    };

    public void Text(string value)
    {
        if (!ProtocolText.IsValid(value))
            throw new ArgumentException("a string for MQTT has no NUL, no half of a surrogate pair and at most 65,535 bytes", nameof(value));
        var length = Encoding.UTF8.GetByteCount(value);
        TwoBytes((ushort)length);
        Encoding.UTF8.GetBytes(value, _output.GetSpan(length));
        _output.Advance(length);
    }

    public void Binary(ReadOnlySpan<byte> value)
    {
        if (value.Length > ushort.MaxValue)
            throw new ArgumentException("binary data for MQTT has at most 65,535 bytes", nameof(value));
        TwoBytes((ushort)value.Length);
        _output.Write(value);
    }

    public void Bytes(ReadOnlySpan<byte> value) => _output.Write(value);
}

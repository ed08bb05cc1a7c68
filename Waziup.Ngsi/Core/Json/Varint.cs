using System.Text;

namespace Waziup.Ngsi.Json;

/// <summary>Writes numbers in as few bytes as they need: seven bits a byte, the lowest first.</summary>
internal readonly ref struct VarintWriter(PooledBuffer output)
{
    private readonly PooledBuffer _output = output;

    public void Unsigned(ulong value)
    {
        while (value >= 0x80)
        {
            _output.Append((byte)(value | 0x80));
            value >>= 7;
        }
        _output.Append((byte)value);
    }

    /// <summary>An instant as its distance from another one; 0 stands for none.</summary>
    public void Instant(Instant value, Instant from)
    {
        if (value.IsNone)
        {
            Unsigned(0);
            return;
        }
        var distance = value.Micros - (from.IsNone ? 0 : from.Micros);
        Unsigned((ulong)((distance << 1) ^ (distance >> 63)) + 1);
    }

    /// <summary>A slice as distance from a position, and length; an empty one is a single 0.</summary>
    /// <returns>The end of the slice, or the position given when it is empty.</returns>
    public int Range(int start, int length, int from)
    {
        Unsigned((uint)length);
        if (length == 0)
            return from;
        Unsigned((uint)(start - from));
        return start + length;
    }

    public void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Unsigned((uint)bytes.Length);
        _output.Append(bytes);
    }
}

/// <summary>Reads what <see cref="VarintWriter"/> wrote.</summary>
/// <exception cref="InvalidDataException">The bytes end too early, or lead out of bounds.</exception>
internal ref struct VarintReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _bytes = bytes;

    public ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_bytes.IsEmpty)
                break;
            var next = _bytes[0];
            _bytes = _bytes[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw new InvalidDataException("a number in an index is cut short");
    }

    public int Count(int max)
    {
        var count = Unsigned();
        return count <= (ulong)max && count <= (ulong)_bytes.Length ? (int)count : throw new InvalidDataException("a count in an index is out of bounds");
    }

    public Instant Instant(Instant from)
    {
        var value = Unsigned();
        if (value == 0)
            return Json.Instant.None;
        value--;
        var distance = (long)(value >> 1) ^ -(long)(value & 1);
        return new Instant((from.IsNone ? 0 : from.Micros) + distance);
    }

    public (int Start, int Length) Range(ref int position, int size)
    {
        var length = Unsigned();
        if (length == 0)
            return default;
        var start = (ulong)position + Unsigned();
        if (start + length > (ulong)size)
            throw new InvalidDataException("a slice in an index is out of bounds");
        position = (int)(start + length);
        return ((int)start, (int)length);
    }

    public string Text()
    {
        var length = Count(int.MaxValue);
        var text = Encoding.UTF8.GetString(_bytes[..length]);
        _bytes = _bytes[length..];
        return text;
    }
}

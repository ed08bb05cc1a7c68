namespace Waziup.Ngsi.Sensors.Codecs;

/// <summary>Reads bytes one after another and never beyond the last.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly bool AtEnd => Position == _bytes.Length;

    public readonly byte Peek() => AtEnd ? throw CutOff() : _bytes[Position];

    public byte Byte()
    {
        var value = Peek();
        Position++;
        return value;
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - Position)
            throw CutOff();
        Position += count;
        return _bytes.Slice(Position - count, count);
    }

    /// <summary>An integer of 1 to 4 bytes, the highest first.</summary>
    public long Integer(int width, bool isSigned)
    {
        long value = 0;
        foreach (var part in Take(width))
            value = (value << 8) | part;
        var unused = 64 - (8 * width);
        return isSigned ? value << unused >> unused : value;
    }

    /// <summary>An integer in groups of seven bits, the lowest first.</summary>
    public ulong Varint()
    {
        var start = Position;
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            if (shift == 63 && part > 1)
                break;
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return value;
        }
        throw new PayloadException("An integer has more than 64 bits.", start);
    }

    /// <summary>The bytes before the next zero, which is passed over.</summary>
    public ReadOnlySpan<byte> UntilZero()
    {
        var length = _bytes[Position..].IndexOf((byte)0);
        if (length < 0)
            throw CutOff();
        var value = Take(length);
        Position++;
        return value;
    }

    public readonly PayloadException CutOff() => new("The payload ends in the middle of a value.", _bytes.Length);
}

using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Waziup.Ngsi.Sensors.Codecs.SenMl;

/// <summary>What stands before an item of CBOR.</summary>
/// <param name="Major">0 and 1 are integers, 2 bytes, 3 text, 4 array, 5 map, 6 a tag, 7 the rest.</param>
/// <param name="Info">The lower five bits of the first byte: 31 is without a length.</param>
/// <param name="Argument">The number that follows: a value, a length, a tag.</param>
internal readonly record struct CborHead(int Major, int Info, ulong Argument)
{
    public bool IsIndefinite => Info == 31;
}

/// <summary>As much of CBOR (RFC 8949) as SenML needs, and well-formed items of any kind to pass over.</summary>
internal ref struct CborReader(ReadOnlySpan<byte> payload, int maxNesting)
{
    private const int Break = 0xff;
    private const ulong DecimalFraction = 4;

    private ByteReader _bytes = new(payload);

    public readonly bool AtEnd => _bytes.AtEnd;

    /// <summary>Where the next item begins.</summary>
    public readonly int Position => _bytes.Position;

    /// <summary>Reads the head of the next item, and the tags before it; of these, only that of decimal fractions is told.</summary>
    public CborHead Head()
    {
        while (true)
        {
            var head = OneHead();
            if (head.Major != 6 || head.Argument == DecimalFraction)
                return head;
        }
    }

    /// <summary>Whether an array or a map goes on, of which so many items were read.</summary>
    public bool HasMore(CborHead start, int read)
    {
        if (!start.IsIndefinite)
            return (ulong)read < start.Argument;
        if (_bytes.Peek() != Break)
            return true;
        _bytes.Byte();
        return false;
    }

    /// <summary>Reads the rest of an item whose head was read.</summary>
    /// <param name="head">The head.</param>
    /// <param name="nesting">How deep the item lies.</param>
    public SenMlValue Value(CborHead head, int nesting)
    {
        switch (head.Major)
        {
            case 0:
                return new SenMlValue(SenMlKind.Number, Number: head.Argument);
            case 1:
                return new SenMlValue(SenMlKind.Number, Number: -1.0 - head.Argument);
            case 2 when !head.IsIndefinite:
                return new SenMlValue(SenMlKind.Bytes, Text: System.Buffers.Text.Base64Url.EncodeToString(Bytes(head)));
            case 3 when !head.IsIndefinite:
                return new SenMlValue(SenMlKind.Text, Text: Text(head));
            case 6:
                return Fraction();
            case 7 when head.Info is 20 or 21:
                return new SenMlValue(SenMlKind.Truth, Number: head.Info - 20);
            case 7 when head.Info is 25 or 26 or 27:
                return Float(head);
            default:
                Skip(head, nesting);
                return new SenMlValue(SenMlKind.Other);
        }
    }

    private CborHead OneHead()
    {
        var first = _bytes.Byte();
        var (major, info) = (first >> 5, first & 31);
        var argument = info switch
        {
            < 24 => (ulong)info,
            24 => _bytes.Byte(),
            25 => BinaryPrimitives.ReadUInt16BigEndian(_bytes.Take(2)),
            26 => BinaryPrimitives.ReadUInt32BigEndian(_bytes.Take(4)),
            27 => BinaryPrimitives.ReadUInt64BigEndian(_bytes.Take(8)),
            31 when major is 2 or 3 or 4 or 5 => 0UL,
            _ => throw new PayloadException("The CBOR is not well-formed.", _bytes.Position - 1),
        };
        return new CborHead(major, info, argument);
    }

    private ReadOnlySpan<byte> Bytes(CborHead head) =>
        head.Argument <= int.MaxValue ? _bytes.Take((int)head.Argument) : throw _bytes.CutOff();

    private string Text(CborHead head)
    {
        var bytes = Bytes(head);
        if (!Utf8.IsValid(bytes))
            throw new PayloadException("A text is no UTF-8.", _bytes.Position - bytes.Length);
        return Encoding.UTF8.GetString(bytes);
    }

    private static SenMlValue Float(CborHead head)
    {
        var number = head.Info switch
        {
            25 => (double)BitConverter.UInt16BitsToHalf((ushort)head.Argument),
            26 => BitConverter.UInt32BitsToSingle((uint)head.Argument),
            _ => BitConverter.UInt64BitsToDouble(head.Argument),
        };
        return double.IsFinite(number) ? new SenMlValue(SenMlKind.Number, Number: number) : new SenMlValue(SenMlKind.Other);
    }

    // Tag 4: an array of exponent and mantissa, to the base of ten. Big mantissas (tags 2 and 3) are refused.
    private SenMlValue Fraction()
    {
        var start = _bytes.Position;
        var array = OneHead();
        if (array is { Major: 4, IsIndefinite: false, Argument: 2 })
        {
            var (exponent, mantissa) = (OneHead(), OneHead());
            if (exponent.Major is 0 or 1 && mantissa.Major is 0 or 1)
            {
                var text = string.Create(CultureInfo.InvariantCulture, $"{Signed(mantissa)}e{Signed(exponent)}");
                var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
                return double.IsFinite(number) ? new SenMlValue(SenMlKind.Number, Number: number) : new SenMlValue(SenMlKind.Other);
            }
        }
        throw new PayloadException("A decimal fraction must have an integer as exponent and one as mantissa.", start);
    }

    private static Int128 Signed(CborHead integer) => integer.Major == 0 ? integer.Argument : -1 - (Int128)integer.Argument;

    private void Skip(CborHead head, int nesting)
    {
        if (head.Major is 2 or 3)
        {
            for (var read = 0; HasMore(head, read); read++)
            {
                var piece = OneHead();
                if (piece.Major != head.Major || piece.IsIndefinite)
                    throw new PayloadException("The CBOR is not well-formed.", _bytes.Position);
                Bytes(piece);
            }
        }
        else if (head.Major is 4 or 5)
        {
            if (nesting >= maxNesting)
                throw new PayloadException($"The payload is nested more than {maxNesting} deep.", _bytes.Position);
            for (var read = 0; HasMore(head, read); read++)
            {
                Value(Head(), nesting + 1);
                if (head.Major == 5)
                    Value(Head(), nesting + 1);
            }
        }
    }
}

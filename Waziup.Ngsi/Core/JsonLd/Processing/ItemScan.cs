using System.Buffers;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Finds the end of a JSON value in text that comes piece by piece, and looks at each byte once.</summary>
/// <remarks>It heeds brackets and quotes only. Whether the value is JSON shows when it is read.</remarks>
internal struct ItemScan(int maxNesting)
{
    private static readonly SearchValues<byte> Brackets = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> Ends = SearchValues.Create("\"{}[], \t\r\n"u8);

    private int _depth;
    private bool _isInString;
    private bool _isEscaped;

    /// <summary>Whether the end of the text can be the end of the value: so it is for numbers and words.</summary>
    public readonly bool MayEnd => _depth == 0 && !_isInString;

    /// <summary>Looks at the next piece.</summary>
    /// <returns>How much of it belongs to the value, if that ends in it; else -1.</returns>
    /// <exception cref="JsonLdException">Arrays and objects lie in each other more deeply than allowed.</exception>
    public int FindEnd(ReadOnlySpan<byte> piece)
    {
        for (var at = 0; at < piece.Length;)
        {
            var length = LengthOfPlain(piece[at..]);
            if (length < 0)
                return -1;

            at += length;
            if (_isEscaped || _isInString)
            {
                if (Closes(piece[at++]) && _depth == 0)
                    return at;
                continue;
            }

            switch (piece[at])
            {
                case (byte)'"':
                    _isInString = true;
                    break;
                case (byte)'{' or (byte)'[':
                    Open();
                    break;
                case (byte)'}' or (byte)']' when _depth > 0:
                    if (--_depth == 0)
                        return at + 1;
                    break;
                default:
                    return at;
            }

            at++;
        }

        return -1;
    }

    // How far it is to the next byte that matters; -1 if none is there.
    private readonly int LengthOfPlain(ReadOnlySpan<byte> piece)
    {
        if (_isEscaped)
            return 0;

        if (_isInString)
            return piece.IndexOfAny((byte)'"', (byte)'\\');

        return piece.IndexOfAny(_depth > 0 ? Brackets : Ends);
    }

    // Takes a byte of a string, and tells whether it is the last one.
    private bool Closes(byte value)
    {
        _isInString = _isEscaped || value != '"';
        _isEscaped = !_isEscaped && value == '\\';
        return !_isInString;
    }

    private void Open()
    {
        if (++_depth > maxNesting)
        {
            throw new JsonLdException(
                JsonLdErrorCode.TooDeep, $"The document has more than {maxNesting} arrays and objects in each other.");
        }
    }
}

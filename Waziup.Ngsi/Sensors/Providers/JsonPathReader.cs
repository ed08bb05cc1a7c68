using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Waziup.Ngsi.Sensors.Providers;

/// <summary>Reads the text of a path (RFC 9535, 2).</summary>
internal sealed class JsonPathReader(string text)
{
    // What every JSON implementation counts exactly (RFC 9535, 2.1; RFC 7493, 2.2).
    private const long Greatest = (1L << 53) - 1;

    private int _at;

    private char Next => _at < text.Length ? text[_at] : '\0';

    public ImmutableArray<JsonPathStep> Read()
    {
        if (!Takes('$'))
            throw Wrong("a path begins with $");
        var steps = ImmutableArray.CreateBuilder<JsonPathStep>();
        while (_at < text.Length)
        {
            var before = _at;
            PassBlanks();
            if (_at == text.Length)
                throw Wrong("a path does not end with blanks", before);
            steps.Add(Takes('.') ? ReadDotted() : Takes('[') ? ReadBracketed() : throw Wrong("here is a . or a [, or the end"));
        }
        return steps.ToImmutable();
    }

    private JsonPathStep ReadDotted()
    {
        if (Next == '.')
            throw Wrong("descending with .. is not read here");
        if (Takes('*'))
            return new JsonPathStep.Every();
        var begin = _at;
        while (IsOfName(begin))
            _at += char.IsHighSurrogate(Next) ? 2 : 1;
        return _at > begin ? new JsonPathStep.Member(text[begin.._at]) : throw Wrong("here is a name or *");
    }

    private bool IsOfName(int begin) => char.IsAsciiLetter(Next) || Next == '_' || (char.IsAsciiDigit(Next) && _at > begin)
        || (Next >= '\u0080' && (!char.IsSurrogate(Next) || Rune.TryGetRuneAt(text, _at, out _)));

    private JsonPathStep ReadBracketed()
    {
        PassBlanks();
        var step = Next switch
        {
            '\'' or '"' => new JsonPathStep.Member(ReadQuoted()),
            '*' => ReadEvery(),
            '?' => throw Wrong("filters are not read here"),
            _ => ReadNumbers(),
        };
        PassBlanks();
        if (Next == ',')
            throw Wrong("lists of selectors are not read here");
        return Takes(']') ? step : throw Wrong("here is a ]");
    }

    private JsonPathStep.Every ReadEvery()
    {
        _at++;
        return new JsonPathStep.Every();
    }

    private JsonPathStep ReadNumbers()
    {
        var first = ReadNumber();
        if (!TakesColon())
            return first is { } index ? new JsonPathStep.Item(index) : throw Wrong("here is a quoted name, a number or *");
        var end = ReadNumber();
        var stride = TakesColon() ? ReadNumber() : null;
        return new JsonPathStep.Slice(first, end, stride ?? 1);
    }

    private bool TakesColon()
    {
        var before = _at;
        PassBlanks();
        if (!Takes(':'))
        {
            _at = before;
            return false;
        }
        PassBlanks();
        return true;
    }

    /// <returns>Null where there is none.</returns>
    private long? ReadNumber()
    {
        var begin = _at;
        Takes('-');
        var digits = _at;
        while (char.IsAsciiDigit(Next))
            _at++;
        if (_at == begin)
            return null;
        var written = text[begin.._at];
        var isPlain = _at > digits && (text[digits] != '0' || written == "0");
        if (isPlain && long.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= Greatest)
            return number;
        throw Wrong("this is no number of JSON without a fraction, up to 9007199254740991", begin);
    }

    private string ReadQuoted()
    {
        var (quote, name) = (Next, new StringBuilder());
        _at++;
        while (!Takes(quote))
        {
            if (_at == text.Length)
                throw Wrong("the name has no end");
            if (Takes('\\'))
                name.Append(ReadEscaped(quote));
            else if (Next < ' ' || !Rune.TryGetRuneAt(text, _at, out var rune))
                throw Wrong("this character is written with a \\ in a name");
            else
                (name, _at) = (name.Append(rune), _at + rune.Utf16SequenceLength);
        }
        return name.ToString();
    }

    private string ReadEscaped(char quote)
    {
        var escaped = Next;
        _at++;
        return escaped switch
        {
            'b' => "\b",
            'f' => "\f",
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            '/' => "/",
            '\\' => "\\",
            'u' => ReadRune(),
            _ when escaped == quote => escaped.ToString(),
            _ => throw Wrong("this is not written with a \\", _at - 1),
        };
    }

    private string ReadRune()
    {
        var begin = _at;
        var first = ReadUnit();
        if (!char.IsSurrogate(first))
            return first.ToString();
        if (char.IsHighSurrogate(first) && Takes('\\') && Takes('u') && ReadUnit() is var second && char.IsLowSurrogate(second))
            return new string([first, second]);
        throw Wrong("this is half of a character", begin);
    }

    private char ReadUnit()
    {
        if (_at + 4 > text.Length || !ushort.TryParse(text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            throw Wrong("here are four hexadecimal digits");
        _at += 4;
        return (char)unit;
    }

    private void PassBlanks()
    {
        while (Next is ' ' or '\t' or '\n' or '\r')
            _at++;
    }

    private bool Takes(char expected)
    {
        if (_at == text.Length || text[_at] != expected)
            return false;
        _at++;
        return true;
    }

    private FormatException Wrong(string why) => Wrong(why, _at);

    private static FormatException Wrong(string why, int at) => new($"{why} (at character {at + 1})");
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>Reads what stands behind a comparison (4.9): a value, a list of values, or a range.</summary>
/// <param name="text">Where it stands.</param>
/// <param name="terms">Expands texts, which are terms then; null: texts are what they are.</param>
internal readonly ref struct OperandParser(Scanner text, ActiveContext? terms)
{
    private const int MaxValues = 1000;

    /// <exception cref="NgsiLdException">BadRequestData with the position of the error.</exception>
    public Operand Read(Comparison comparison)
    {
        var isEquality = comparison is Comparison.Equal or Comparison.Unequal;
        var start = text.Position;
        var first = One(isEquality);
        if (!text.At(',') && !text.Take(".."))
            return first;
        if (!isEquality)
            throw text.Expected("a single value, since only == and != compare with several,");
        if (!text.At(','))
            return Range(first, start);
        var values = ImmutableArray.CreateBuilder<Operand>();
        values.Add(first);
        while (text.Take(','))
        {
            if (values.Count == MaxValues)
                throw text.Expected($"the end of {MaxValues} values");
            values.Add(One(isEquality));
        }
        return new Operand.OneOf(values.ToImmutable());
    }

    private Operand.Range Range(Operand from, int start)
    {
        var to = One(isEquality: false);
        if (from.GetType() == to.GetType() && from is not Operand.Truth)
            return new Operand.Range(from, to);
        text.Position = start;
        throw text.Expected("a range between two numbers, two texts or two times");
    }

    private Operand One(bool isEquality)
    {
        text.SkipBlanks();
        if (text.At('"'))
            return Term(Quoted(text));
        var bare = text.UpTo(";|),");
        if (bare.IndexOf("..", StringComparison.Ordinal) is var range and >= 0)
            bare = bare[..range];
        var value = bare.TrimEnd(' ').ToString();
        var operand = Bare(value, isEquality) ?? throw text.Expected(isEquality ? "a value" : "a number, a time or a text in quotes");
        text.Position += bare.Length;
        return operand;
    }

    private Operand? Bare(string value, bool isEquality)
    {
        var utf8 = Encoding.UTF8.GetBytes(value);
        if (value is "true" or "false")
            return isEquality ? new Operand.Truth(value == "true") : null;
        if (IsNumber(utf8))
            return new Operand.Number(double.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture));
        if (Instant.TryParse(utf8, out var moment))
            return new Operand.Moment(moment);
        if (TimeText.TryParse(utf8, out DateOnly day))
            return new Operand.Day(day);
        if (TimeText.TryParse(utf8, out TimeOnly clock))
            return new Operand.Clock(clock);
        // 4.9 asks for quotes around texts, except for URIs and for terms that are expanded; a word is understood all the same.
        return UriText.IsAbsolute(utf8) || (isEquality && UriText.IsName(utf8)) ? Term(value) : null;
    }

    private Operand.Text Term(string value) =>
        terms is not null && UriText.IsTerm(Encoding.UTF8.GetBytes(value)) && terms.TryExpand(Encoding.UTF8.GetBytes(value), out var iri)
            ? new Operand.Text(iri.Value) : new Operand.Text(value);

    /// <summary>A JSON string.</summary>
    private static string Quoted(Scanner text)
    {
        var length = LengthOfQuoted(text);
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text.Rest[..length].ToString()));
        try
        {
            reader.Read();
            var value = reader.GetString()!;
            text.Position += length;
            return value;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw text.Expected("a text as JSON writes it");
        }
    }

    /// <summary>How long the quoted text is that begins here, with its quotes.</summary>
    public static int LengthOfQuoted(Scanner text)
    {
        var rest = text.Rest;
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '\\')
                i++;
            else if (rest[i] == '"')
                return i + 1;
        }
        throw text.Expected("a closing quote for the text that begins here, which");
    }

    private static bool IsNumber(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty || utf8[0] is not ((byte)'-' or (>= (byte)'0' and <= (byte)'9')))
            return false;
        var reader = new Utf8JsonReader(utf8);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.BytesConsumed == utf8.Length && reader.TryGetDouble(out var number) && double.IsFinite(number);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

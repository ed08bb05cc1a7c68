using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Disclosing;

/// <summary>Writes a value in the form in which it is disclosed.</summary>
/// <param name="attribute">The expanded name of its attribute.</param>
/// <param name="form">The form.</param>
internal readonly ref struct ValueDisclosure(ReadOnlySpan<byte> attribute, Disclosure form)
{
    // As many characters as a decimal number has, with its sign and its point.
    private const int MostDigits = 31;

    private readonly ReadOnlySpan<byte> _attribute = attribute;
    private readonly Disclosure _form = form;

    /// <summary>Appends the value as JSON.</summary>
    /// <returns>Whether there is anything to show; if not, what was appended is to be taken back.</returns>
    public bool Write(PooledBuffer output, AttributeKind kind, ReadOnlySpan<byte> json, string? unitCode)
    {
        if (json.IsEmpty)
            return false;
        switch (_form.Value)
        {
            case ValueStep.Show when _form.Aliases is null || !Kinds.IsRelation(kind):
                return _form.Parts is { } parts ? Blurred(output, json, parts) : Whole(output, json);
            case ValueStep.Round when kind is AttributeKind.Property or AttributeKind.ListProperty:
                return (_form.UnitCode is null || _form.UnitCode == unitCode) && Each(output, kind, json);
            case ValueStep.Grid when kind == AttributeKind.GeoProperty:
                Centre(output, json);
                return true;
            case ValueStep.Show:
            case ValueStep.Pseudonym when Kinds.IsRelation(kind) || kind is AttributeKind.Property or AttributeKind.ListProperty:
            case ValueStep.Generalise when kind is AttributeKind.Property or AttributeKind.ListProperty or AttributeKind.LanguageProperty or AttributeKind.VocabProperty:
                return Each(output, kind, json);
            default:
                return false;
        }
    }

    private static bool Whole(PooledBuffer output, ReadOnlySpan<byte> json)
    {
        output.Append(json);
        return true;
    }

    /// <summary>A value that is a time is told as other times are; one with a type of its own may be one in another way.</summary>
    private static bool Blurred(PooledBuffer output, ReadOnlySpan<byte> json, AlignedPeriod parts)
    {
        if (json[0] != '"' || !Instant.TryParse(json[1..^1], out var time))
            return !HoldsTime(json) && Whole(output, json);
        parts.StartOf(time).AppendTo(output);
        return true;
    }

    private static bool HoldsTime(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("@value"u8) >= 0)
            return true;
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && Instant.TryParse(reader.GetString()!, out _))
                return true;
        }
        return false;
    }

    /// <summary>Every value in lists and language maps by itself; one that cannot be shown hides all of them.</summary>
    private bool Each(PooledBuffer output, AttributeKind kind, ReadOnlySpan<byte> json)
    {
        // Only these are made of several values; any other object or array is one of which nothing can be said.
        var isMade = Kinds.IsRelation(kind) || kind is not AttributeKind.Property;
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray when isMade:
                    output.Append((byte)'[');
                    break;
                case JsonTokenType.EndArray:
                    output.Close((byte)']');
                    output.Append((byte)',');
                    break;
                case JsonTokenType.StartObject when isMade && kind != AttributeKind.ListProperty:
                    output.Append((byte)'{');
                    break;
                case JsonTokenType.EndObject:
                    output.Close((byte)'}');
                    output.Append((byte)',');
                    break;
                case JsonTokenType.PropertyName:
                    Utf8Json.AppendString(output, reader.GetString()!);
                    output.Append((byte)':');
                    break;
                default:
                    if (!One(output, kind, ref reader))
                        return false;
                    output.Append((byte)',');
                    break;
            }
        }
        // Each value was followed by a comma.
        output.Truncate(output.Length - 1);
        return true;
    }

    private bool One(PooledBuffer output, AttributeKind kind, ref Utf8JsonReader reader) => _form.Value switch
    {
        ValueStep.Round => reader.TokenType == JsonTokenType.Number && Rounded(output, ref reader),
        ValueStep.Generalise => reader.TokenType switch
        {
            JsonTokenType.Number => Text(output, _form.Table!.Of(reader.GetDouble())),
            JsonTokenType.String => Text(output, _form.Table!.Of(reader.GetString()!)),
            JsonTokenType.True => Text(output, _form.Table!.Of("true")),
            JsonTokenType.False => Text(output, _form.Table!.Of("false")),
            _ => false,
        },
        // Also where ids alone are aliased under show.
        _ => reader.TokenType == JsonTokenType.String && Text(output, Kinds.IsRelation(kind)
            ? _form.Aliases!.Of(reader.GetString()!)
            : _form.Aliases!.Of(System.Text.Encoding.UTF8.GetString(_attribute), reader.GetString()!)),
    };

    private bool Rounded(PooledBuffer output, ref Utf8JsonReader reader)
    {
        if (!decimal.TryParse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || Rounding.Of(number, _form.Step) is not { } rounded)
            return false;
        Number(output, rounded);
        return true;
    }

    private static bool Text(PooledBuffer output, string? text)
    {
        if (text is not null)
            Utf8Json.AppendString(output, text);
        return text is not null;
    }

    /// <summary>The middle of the cell in which the middle of the box around it lies.</summary>
    private void Centre(PooledBuffer output, ReadOnlySpan<byte> json)
    {
        var place = GeometryReader.CentreOf(json);
        var (longitude, latitude) = Grid.CentreOf(place.X, place.Y, _form.CellMetres);
        output.Append("{\"type\":\"Point\",\"coordinates\":["u8);
        Number(output, longitude);
        output.Append((byte)',');
        Number(output, latitude);
        output.Append("]}"u8);
    }

    private static void Number(PooledBuffer output, decimal number)
    {
        Utf8Formatter.TryFormat(number, output.GetSpan(MostDigits), out var length);
        output.Advance(length);
    }
}

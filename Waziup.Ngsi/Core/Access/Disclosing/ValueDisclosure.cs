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
            return json.IndexOf("@value"u8) < 0 && Whole(output, json);
        parts.StartOf(time).AppendTo(output);
        return true;
    }

    /// <summary>Every value in lists and language maps by itself; one that cannot be shown hides all of them.</summary>
    private bool Each(PooledBuffer output, AttributeKind kind, ReadOnlySpan<byte> json)
    {
        // Only these are made of several values; any other object or array is one of which nothing can be said.
        var isMade = Kinds.IsRelation(kind) || kind is not AttributeKind.Property;
        using var writer = new Utf8JsonWriter(output, Utf8Json.Relaxed);
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray when isMade:
                    writer.WriteStartArray();
                    break;
                case JsonTokenType.EndArray:
                    writer.WriteEndArray();
                    break;
                case JsonTokenType.StartObject when isMade && kind != AttributeKind.ListProperty:
                    writer.WriteStartObject();
                    break;
                case JsonTokenType.EndObject:
                    writer.WriteEndObject();
                    break;
                case JsonTokenType.PropertyName:
                    writer.WritePropertyName(reader.GetString()!);
                    break;
                default:
                    if (!One(writer, kind, ref reader))
                        return false;
                    break;
            }
        }
        return true;
    }

    private bool One(Utf8JsonWriter writer, AttributeKind kind, ref Utf8JsonReader reader) => _form.Value switch
    {
        ValueStep.Round => reader.TokenType == JsonTokenType.Number && Rounded(writer, ref reader),
        ValueStep.Generalise => reader.TokenType switch
        {
            JsonTokenType.Number => Text(writer, _form.Table!.Of(reader.GetDouble())),
            JsonTokenType.String => Text(writer, _form.Table!.Of(reader.GetString()!)),
            JsonTokenType.True => Text(writer, _form.Table!.Of("true")),
            JsonTokenType.False => Text(writer, _form.Table!.Of("false")),
            _ => false,
        },
        // Also where ids alone are aliased under show.
        _ => reader.TokenType == JsonTokenType.String && Text(writer, Kinds.IsRelation(kind)
            ? _form.Aliases!.Of(reader.GetString()!)
            : _form.Aliases!.Of(System.Text.Encoding.UTF8.GetString(_attribute), reader.GetString()!)),
    };

    private bool Rounded(Utf8JsonWriter writer, ref Utf8JsonReader reader)
    {
        if (!decimal.TryParse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || Rounding.Of(number, _form.Step) is not { } rounded)
            return false;
        writer.WriteNumberValue(rounded);
        return true;
    }

    private static bool Text(Utf8JsonWriter writer, string? text)
    {
        if (text is not null)
            writer.WriteStringValue(text);
        return text is not null;
    }

    private void Centre(PooledBuffer output, ReadOnlySpan<byte> json)
    {
        var (longitude, latitude) = Grid.CentreOf(GeometryReader.Read(json), _form.CellMetres);
        using var writer = new Utf8JsonWriter(output, Utf8Json.Relaxed);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "Point"u8);
        writer.WriteStartArray("coordinates"u8);
        writer.WriteNumberValue(longitude);
        writer.WriteNumberValue(latitude);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Model;

/// <summary>Checks the value of an attribute and writes it with its member name: kept as it was sent, terms expanded where the kind asks.</summary>
internal readonly ref struct ValueReader(ActiveContext terms, NullRule nulls, PooledBuffer output)
{
    private readonly ActiveContext _terms = terms;
    private readonly NullRule _nulls = nulls;
    private readonly PooledBuffer _output = output;

    public void Write(AttributeKind kind, ReadOnlySpan<byte> json, JsonTokenType token, ref InstanceEntry entry)
    {
        _output.Append((byte)'"');
        _output.Append(Kinds.ValueMemberOf(kind));
        _output.Append("\":"u8);
        entry.ValueStart = _output.Length;
        switch (kind)
        {
            case AttributeKind.Property:
                Any(json, token);
                break;
            case AttributeKind.GeoProperty:
                Geometry(json, token);
                break;
            case AttributeKind.Relationship:
                new ObjectReader(_output).WriteOne(json, token);
                break;
            case AttributeKind.LanguageProperty:
                LanguageMap(json, token);
                break;
            case AttributeKind.VocabProperty:
                entry.Flags &= ~InstanceFlags.Plain;
                WriteTerms(json, token, "vocab");
                break;
            case AttributeKind.ListProperty:
                if (token != JsonTokenType.StartArray)
                    throw NgsiLdErrors.Bad("a valueList is an array");
                Any(json, token);
                break;
            case AttributeKind.ListRelationship:
                new ObjectReader(_output).WriteList(json, token);
                break;
            default:
                Opaque(json, token);
                break;
        }
        entry.ValueLength = _output.Length - entry.ValueStart;
        _output.Append((byte)',');
    }

    /// <summary>One term or an array of terms, as IRIs.</summary>
    public void WriteTerms(ReadOnlySpan<byte> json, JsonTokenType token, string what)
    {
        if (token == JsonTokenType.String)
        {
            WriteTerm(BodyJson.TextOf(json), what);
            return;
        }
        var reader = Start(json);
        if (reader.TokenType != JsonTokenType.StartArray)
            throw NgsiLdErrors.Bad($"{what} is a text or an array of texts");
        _output.Append((byte)'[');
        var count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            _output.Append(count++ == 0 ? [] : ","u8);
            WriteTerm(BodyJson.TextOf(Slice(json, in reader)), what);
        }
        if (count == 0 || reader.TokenType != JsonTokenType.EndArray)
            throw NgsiLdErrors.Bad($"{what} is a text or an array of texts, not empty");
        _output.Append((byte)']');
    }

    public void WriteTerm(ReadOnlySpan<byte> text, string what)
    {
        if (text.IsEmpty || text.SequenceEqual(UriText.Null) || !_terms.TryExpand(text, out var iri))
            throw NgsiLdErrors.Bad($"'{Members.Show(text)}' is no term for {what}");
        Utf8Json.AppendString(_output, iri.Utf8);
    }

    private void Any(ReadOnlySpan<byte> json, JsonTokenType token)
    {
        if (token == JsonTokenType.Null)
            throw NgsiLdErrors.Bad("a value cannot be null");
        var start = _output.Length;
        var reader = Start(json);
        Utf8Json.CopyValue(ref reader, _output);
        BodyText.RefuseForeign(_output.Written[start..], _nulls);
    }

    private void Geometry(ReadOnlySpan<byte> json, JsonTokenType token)
    {
        // A geometry may come as a text that holds its JSON (4.7.3).
        if (token == JsonTokenType.String && BodyText.HasHalfPair(json = BodyJson.TextOf(json)))
            throw NgsiLdErrors.Bad("the text of a GeoProperty holds half of a surrogate pair");
        var start = _output.Length;
        try
        {
            if (GeometryText.Complain(json) is { } complaint)
                throw NgsiLdErrors.Bad(complaint);
            var reader = Start(json);
            Utf8Json.CopyValue(ref reader, _output);
            BodyText.RefuseForeign(_output.Written[start..], NullRule.Refused);
        }
        catch (JsonException) when (token == JsonTokenType.String)
        {
            throw NgsiLdErrors.Bad("the text of a GeoProperty is not a geometry");
        }
    }

    private void LanguageMap(ReadOnlySpan<byte> json, JsonTokenType token)
    {
        if (token != JsonTokenType.StartObject)
            throw NgsiLdErrors.Bad("a languageMap is an object");
        var reader = Start(json);
        var start = _output.Length;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.IsEmpty)
                throw NgsiLdErrors.Bad("a language tag is empty");
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
                Texts(ref reader);
            else if (reader.TokenType != JsonTokenType.String)
                throw NgsiLdErrors.Bad("a languageMap holds texts, or arrays of texts");
        }
        reader = Start(json);
        Utf8Json.CopyValue(ref reader, _output);
        BodyText.RefuseForeign(_output.Written[start..], _nulls);
    }

    private static void Texts(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
                throw NgsiLdErrors.Bad("a languageMap holds texts, or arrays of texts");
        }
    }

    /// <summary>The JSON of a JsonProperty is nobody's business: copied whole, nulls and keywords included (4.5.24).</summary>
    private void Opaque(ReadOnlySpan<byte> json, JsonTokenType token)
    {
        if (token is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            throw NgsiLdErrors.Bad("json is an object or an array");
        var reader = Start(json);
        Utf8Json.CopyValue(ref reader, _output, keepNulls: true);
    }

    internal static Utf8JsonReader Start(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return reader;
    }

    internal static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> json, in Utf8JsonReader reader) =>
        json[(int)reader.TokenStartIndex..(int)reader.BytesConsumed];
}

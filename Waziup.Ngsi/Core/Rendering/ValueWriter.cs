using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Rendering;

/// <summary>Writes the value of an instance: with its member name, bare, or simplified.</summary>
internal readonly ref struct ValueWriter(PooledBuffer output, ActiveContext terms, Shape shape, AttributeKind stored)
{
    private readonly PooledBuffer _output = output;
    private readonly ActiveContext _terms = terms;
    private readonly Shape _shape = shape;
    private readonly AttributeKind _stored = stored;

    private bool Translates => _stored == AttributeKind.LanguageProperty && _shape.Languages is not null;

    /// <summary>The kind that the reader is told: a LanguageProperty in one language is a Property (4.15), and old readers know few kinds.</summary>
    public AttributeKind KindWritten => Translates ? AttributeKind.Property : _stored switch
    {
        AttributeKind.JsonProperty or AttributeKind.VocabProperty or AttributeKind.ListProperty when _shape.Version < 8 => AttributeKind.Property,
        AttributeKind.ListRelationship when _shape.Version < 8 => AttributeKind.Relationship,
        AttributeKind.LanguageProperty when _shape.Version < 4 => AttributeKind.Property,
        _ => _stored,
    };

    /// <summary>The value under its member name, and the language chosen.</summary>
    public void WriteMember(ReadOnlySpan<byte> json)
    {
        if (Translates)
        {
            var tag = Tag(json);
            _output.Append("\"value\":"u8);
            _output.Append(tag is null ? "\"\""u8 : Text(json, tag));
            _output.Append((byte)',');
            if (tag is null)
                return;
            _output.Append("\"lang\":"u8);
            Utf8Json.AppendString(_output, tag);
            _output.Append((byte)',');
            return;
        }
        _output.Append((byte)'"');
        _output.Append(Kinds.ValueMemberOf(KindWritten));
        _output.Append("\":"u8);
        WriteForm(json);
        _output.Append((byte)',');
    }

    /// <summary>The value as its member holds it.</summary>
    public void WriteForm(ReadOnlySpan<byte> json)
    {
        var bareObjects = _shape.Format == EntityFormat.Concise || KindWritten != _stored;
        if (_stored == AttributeKind.ListRelationship && bareObjects)
            WriteObjects(json);
        else
            WriteBare(json);
    }

    /// <summary>The value alone.</summary>
    public void WriteBare(ReadOnlySpan<byte> json)
    {
        if (_stored == AttributeKind.VocabProperty)
            WriteTerms(_output, _terms, json);
        else
            _output.Append(json);
    }

    /// <summary>4.5.4: bare, or in the wrapper that tells what it is.</summary>
    public void WriteSimplified(ReadOnlySpan<byte> json)
    {
        if (Translates)
        {
            _output.Append(Tag(json) is { } tag ? Text(json, tag) : "\"\""u8);
            return;
        }
        switch (KindWritten)
        {
            case AttributeKind.LanguageProperty or AttributeKind.VocabProperty or AttributeKind.JsonProperty:
                _output.Append("{\""u8);
                _output.Append(Kinds.ValueMemberOf(_stored));
                _output.Append("\":"u8);
                WriteBare(json);
                _output.Append((byte)'}');
                return;
            default:
                if (_stored == AttributeKind.ListRelationship)
                    WriteObjects(json);
                else
                    WriteBare(json);
                return;
        }
    }

    /// <summary>One IRI or an array of them as names.</summary>
    public static void WriteTerms(PooledBuffer output, ActiveContext terms, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var after = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndArray)
            {
                output.Append((byte)']');
                continue;
            }
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                output.Append((byte)'[');
                continue;
            }
            output.Append(after ? ",\""u8 : "\""u8);
            output.Append(terms.Compact(BodyJson.TextOf(json[(int)reader.TokenStartIndex..(int)reader.BytesConsumed])));
            output.Append((byte)'"');
            after = true;
        }
    }

    private void WriteObjects(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        _output.Append((byte)'[');
        var after = false;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.String)
                continue;
            if (after)
                _output.Append((byte)',');
            Utf8Json.CopyString(in reader, _output);
            after = true;
        }
        _output.Append((byte)']');
    }

    private string? Tag(ReadOnlySpan<byte> json)
    {
        var tags = new List<string>();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            tags.Add(reader.GetString()!);
            reader.Read();
            reader.Skip();
        }
        return _shape.Languages!.Choose(tags);
    }

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> json, string tag)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(tag);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (found)
                return json[start..(int)reader.BytesConsumed];
        }
        return "\"\""u8;
    }
}

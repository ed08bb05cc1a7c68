using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>Checks what a relationship points at, and writes it.</summary>
internal readonly ref struct ObjectReader(PooledBuffer output)
{
    private readonly PooledBuffer _output = output;

    /// <summary>A URI or an array of URIs.</summary>
    public void WriteOne(ReadOnlySpan<byte> json, JsonTokenType token)
    {
        if (token == JsonTokenType.String)
        {
            WriteUri(BodyJson.TextOf(json));
            return;
        }
        var reader = ValueReader.Start(json);
        if (reader.TokenType != JsonTokenType.StartArray)
            throw NgsiLdErrors.Bad("the object of a Relationship is a URI or an array of URIs");
        _output.Append((byte)'[');
        var count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            _output.Append(count++ == 0 ? [] : ","u8);
            WriteUri(BodyJson.TextOf(ValueReader.Slice(json, in reader)));
        }
        if (count == 0 || reader.TokenType != JsonTokenType.EndArray)
            throw NgsiLdErrors.Bad("the object of a Relationship is a URI or an array of URIs, not empty");
        _output.Append((byte)']');
    }

    /// <summary>Bare URIs and <c>{"object": URI}</c> are both understood; the latter is stored (4.5.22).</summary>
    public void WriteList(ReadOnlySpan<byte> json, JsonTokenType token)
    {
        if (token != JsonTokenType.StartArray)
            throw NgsiLdErrors.Bad("an objectList is an array");
        var reader = ValueReader.Start(json);
        _output.Append((byte)'[');
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            _output.Append(count++ == 0 ? "{\"object\":"u8 : ",{\"object\":"u8);
            var wrapped = reader.TokenType == JsonTokenType.StartObject;
            if (wrapped && !(reader.Read() && Members.Of(reader.ValueSpan) == Member.Object && reader.Read()))
                throw NgsiLdErrors.Bad("an element of an objectList is a URI or an object with the member object");
            if (reader.TokenType != JsonTokenType.String)
                throw NgsiLdErrors.Bad("an element of an objectList is a URI");
            WriteUri(BodyJson.TextOf(ValueReader.Slice(json, in reader)));
            _output.Append((byte)'}');
            if (wrapped && !(reader.Read() && reader.TokenType == JsonTokenType.EndObject))
                throw NgsiLdErrors.Bad("an element of an objectList holds the member object alone");
        }
        _output.Append((byte)']');
    }

    private void WriteUri(ReadOnlySpan<byte> text)
    {
        if (!UriText.IsAbsolute(text) || text.SequenceEqual(UriText.Null))
            throw NgsiLdErrors.Bad($"'{Members.Show(text)}' is not a URI");
        Utf8Json.AppendString(_output, text);
    }
}

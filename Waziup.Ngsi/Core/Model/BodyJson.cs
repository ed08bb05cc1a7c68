using System.Text.Json;

namespace Waziup.Ngsi.Model;

/// <summary>The JSON of a body, and of its parts as they stand there.</summary>
internal static class BodyJson
{
    /// <summary>Deepest nesting of a body.</summary>
    public const int MaxDepth = 64;

    /// <summary>Reads a text to its end.</summary>
    /// <exception cref="JsonException">It is not one JSON value, or nests too deep.</exception>
    public static void Check(ReadOnlySpan<byte> json, int maxDepth = MaxDepth)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth });
        while (reader.Read())
        {
        }
    }

    /// <summary>Reads a body as a whole, every text of it sound.</summary>
    /// <exception cref="NgsiLdException">InvalidRequest for what is no JSON, BadRequestData for broken texts.</exception>
    public static JsonDocument Document(ReadOnlyMemory<byte> json)
    {
        BodyText.Check(json.Span);
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException broken)
        {
            throw NotJson(broken);
        }
    }

    /// <summary>The error for text that is no JSON, with its place.</summary>
    public static NgsiLdException NotJson(JsonException broken) => new(NgsiLdErrors.InvalidRequest(
        broken.LineNumber is { } line ? $"the body is not JSON: line {line + 1}, byte {broken.BytePositionInLine + 1}" : "the body is not JSON"));

    public static JsonTokenType FirstToken(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        return reader.Read() ? reader.TokenType : throw new JsonException("empty");
    }

    public static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> json, in MemberSlot slot) => json.Slice(slot.ValueStart, slot.ValueLength);

    public static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> json, in MemberSlot slot)
    {
        var raw = json.Slice(slot.NameStart, slot.NameLength);
        return raw.Contains((byte)'\\') ? JsonSerializerText(json.Slice(slot.NameStart - 1, slot.NameLength + 2)) : raw;
    }

    /// <summary>The text of a JSON string given with its quotes.</summary>
    public static ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> quoted) =>
        quoted.Contains((byte)'\\') ? JsonSerializerText(quoted) : quoted[1..^1];

    private static byte[] JsonSerializerText(ReadOnlySpan<byte> quoted)
    {
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        var text = new byte[quoted.Length];
        return text[..reader.CopyString(text)];
    }
}

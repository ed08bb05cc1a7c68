using System.Buffers;
using System.Text.Json;

namespace Waziup.Ngsi.Model;

/// <summary>Finds where the parts of an object begin and end, in text that is known to be JSON.</summary>
internal static class JsonScan
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> EndsScalar = SearchValues.Create(",}] \t\r\n"u8);

    /// <summary>Where the next member's name begins, with its quote; -1 at the end of the object.</summary>
    public static int NextMember(ReadOnlySpan<byte> json, int at)
    {
        while (json[at] is not ((byte)'"' or (byte)'}'))
            at++;
        return json[at] == '"' ? at : -1;
    }

    /// <summary>Behind the closing quote of the string that begins at a position.</summary>
    public static int EndOfString(ReadOnlySpan<byte> json, int at)
    {
        at++;
        while (true)
        {
            at = Found(at, json[at..].IndexOfAny((byte)'"', (byte)'\\'));
            if (json[at] == '"')
                return at + 1;
            at += 2;
        }
    }

    /// <summary>Where the value of the member begins whose name ends at a position.</summary>
    public static int StartOfValue(ReadOnlySpan<byte> json, int at)
    {
        while (json[at] is (byte)':' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            at++;
        return at;
    }

    /// <summary>Behind the value that begins at a position.</summary>
    public static int EndOfValue(ReadOnlySpan<byte> json, int at)
    {
        if (json[at] == '"')
            return EndOfString(json, at);
        if (json[at] is not ((byte)'{' or (byte)'['))
            return Found(at, json[at..].IndexOfAny(EndsScalar));
        var depth = 0;
        do
        {
            at = Found(at, json[at..].IndexOfAny(Structure));
            if (json[at] == '"')
            {
                at = EndOfString(json, at);
                continue;
            }
            depth += json[at] is (byte)'{' or (byte)'[' ? 1 : -1;
            at++;
        }
        while (depth > 0);
        return at;
    }

    /// <summary>What kind of value begins at a position.</summary>
    public static JsonTokenType TokenAt(ReadOnlySpan<byte> json, int at) => json[at] switch
    {
        (byte)'{' => JsonTokenType.StartObject,
        (byte)'[' => JsonTokenType.StartArray,
        (byte)'"' => JsonTokenType.String,
        (byte)'t' => JsonTokenType.True,
        (byte)'f' => JsonTokenType.False,
        (byte)'n' => JsonTokenType.Null,
        _ => JsonTokenType.Number,
    };

    // Text from a store may be damaged: then this ends, wherever it is.
    private static int Found(int from, int distance) => distance >= 0 ? from + distance : throw new JsonException("the text is cut off");
}

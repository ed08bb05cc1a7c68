using System.Text.Json;
using Waziup.Ngsi.Sensors.Codecs;

namespace Waziup.Ngsi.Sensors.Scripts;

/// <summary>Reads what a script has given, which may be anything.</summary>
internal static class ScriptOutput
{
    private const int MaxRemarks = 20;
    private const int MaxRemarkLength = 300;

    /// <summary>The output of a call; one that the script itself says is no good is a fault.</summary>
    /// <exception cref="PayloadException">There is none, and why.</exception>
    public static JsonElement Of(ScriptResult result)
    {
        if (result.Fault is { } fault)
            throw new PayloadException($"The script of the codec failed: {fault}");
        if (result.Output.ValueKind != JsonValueKind.Object)
            throw new PayloadException("The script of the codec gives no object.");
        return Remarks(result.Output, "errors") is [_, ..] errors
            ? throw new PayloadException($"The codec refuses it: {string.Join("; ", errors)}") : result.Output;
    }

    /// <summary>The data, which are an object.</summary>
    public static JsonElement Data(JsonElement output) => output.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
        ? data : throw new PayloadException("The script of the codec gives no data, which are an object.");

    /// <summary>The bytes, which are an array of numbers from 0 to 255.</summary>
    public static byte[] Bytes(JsonElement output)
    {
        if (!output.TryGetProperty("bytes", out var bytes) || bytes.ValueKind != JsonValueKind.Array)
            throw new PayloadException("The script of the codec gives no bytes, which are an array of numbers from 0 to 255.");
        return [.. bytes.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetByte(out var value)
            ? value : throw new PayloadException($"The script of the codec gives {Short(item.GetRawText())} as a byte, which is a number from 0 to 255."))];
    }

    /// <summary>The port, 1 to 255; null where the script names none.</summary>
    public static int? Port(JsonElement output) => !output.TryGetProperty("fPort", out var port) || port.ValueKind == JsonValueKind.Null ? null
        : port.ValueKind == JsonValueKind.Number && port.TryGetByte(out var number) && number > 0 ? number
        : throw new PayloadException("The script of the codec gives an fPort that is no number from 1 to 255.");

    /// <summary>What the script remarks, in words: a text, or a list.</summary>
    public static IReadOnlyList<string> Remarks(JsonElement output, string member) => !output.TryGetProperty(member, out var told) ? [] : told.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => [],
        JsonValueKind.Array => [.. told.EnumerateArray().Take(MaxRemarks).Select(Text)],
        _ => [Text(told)],
    };

    private static string Text(JsonElement told) => Short(told.ValueKind == JsonValueKind.String ? told.GetString()! : told.GetRawText());

    private static string Short(string text) => text.Length <= MaxRemarkLength ? text : text[..(MaxRemarkLength - 1)] + "…";
}

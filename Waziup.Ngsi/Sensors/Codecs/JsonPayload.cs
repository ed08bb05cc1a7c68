using System.Globalization;
using System.Text.Json;

namespace Waziup.Ngsi.Sensors.Codecs;

/// <summary>JSON from outside, and JSON values made of other things.</summary>
internal static class JsonPayload
{
    /// <summary>Reads a JSON text and makes sure of all of it: whoever uses the result need not look out for bad texts or numbers.</summary>
    public static JsonElement Parse(ReadOnlySpan<byte> json, CodecLimits limits)
    {
        try
        {
            var options = new JsonDocumentOptions { MaxDepth = limits.Nesting, AllowDuplicateProperties = false };
            var root = JsonElement.Parse(json, options);
            Check(root);
            return root;
        }
        catch (JsonException fault)
        {
            throw new PayloadException("The payload is no JSON that can be used: " + Cause(fault), Offset(json, fault));
        }
        catch (InvalidOperationException)
        {
            // What System.Text.Json says to half of a surrogate pair and to bytes that are no UTF-8.
            throw new PayloadException("A text in the JSON is not Unicode.");
        }
    }

    public static JsonElement Number(double value)
    {
        if (!double.IsFinite(value))
            throw new PayloadException("A number is too big.");
        return JsonElement.Parse(value.ToString("R", CultureInfo.InvariantCulture));
    }

    public static JsonElement Text(string value) => JsonElement.Parse($"\"{JsonEncodedText.Encode(value)}\"");

    public static JsonElement Truth(bool value) => JsonElement.Parse(value ? "true" : "false");

    private static void Check(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number when !(value.TryGetDouble(out var number) && double.IsFinite(number)):
                throw new PayloadException("A number is too big.");
            case JsonValueKind.String:
                value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    Check(item);
                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    _ = member.Name;
                    Check(member.Value);
                }
                break;
        }
    }

    // The message of the framework without the path and line that it repeats at its end.
    private static string Cause(JsonException fault)
    {
        var end = fault.Message.IndexOf(" Path:", StringComparison.Ordinal);
        end = end < 0 ? fault.Message.IndexOf(" LineNumber:", StringComparison.Ordinal) : end;
        return end < 0 ? fault.Message : fault.Message[..end];
    }

    private static int? Offset(ReadOnlySpan<byte> json, JsonException fault)
    {
        if (fault.LineNumber is not { } line || fault.BytePositionInLine is not { } position)
            return null;
        var start = 0;
        for (; line > 0; line--)
        {
            var end = json[start..].IndexOf((byte)'\n');
            if (end < 0)
                return null;
            start += end + 1;
        }
        return (int)Math.Min(start + position, json.Length);
    }
}

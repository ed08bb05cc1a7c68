using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Sensors.Codecs.CayenneLpp;

namespace Waziup.Ngsi.Sensors.Codecs.Xlpp;

/// <summary>Writes values as XLPP.</summary>
internal static class XlppWriter
{
    /// <summary>Writes a value as the type of a name.</summary>
    public static void Write(List<byte> output, string type, JsonElement value, int maxNesting)
    {
        if (LppTypes.Find(type) is { } lpp)
        {
            output.Add(lpp.Number);
            LppWriter.Write(output, lpp, value);
        }
        else if (type == "binary" && value.ValueKind == JsonValueKind.String)
        {
            WriteBinary(output, value.GetString()!);
        }
        else if (type == TypeOf(value))
        {
            WriteByKind(output, value, maxNesting, nesting: 0);
        }
        else
        {
            throw new PayloadException($"The value does not fit a type {type}, or XLPP has none of this name.");
        }
    }

    private static string? TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => "integer",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Null => "null",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => null,
    };

    private static void WriteByKind(List<byte> output, JsonElement value, int maxNesting, int nesting)
    {
        if (value.ValueKind is JsonValueKind.Array or JsonValueKind.Object && nesting >= maxNesting)
            throw new PayloadException($"The value is nested more than {maxNesting} deep.");

        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                output.Add(XlppTypes.Integer);
                WriteInteger(output, value);
                break;
            case JsonValueKind.String:
                output.Add(XlppTypes.Text);
                WriteText(output, value.GetString()!);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                output.Add(value.ValueKind == JsonValueKind.True ? XlppTypes.True : XlppTypes.False);
                break;
            case JsonValueKind.Array:
                output.Add(XlppTypes.Array);
                foreach (var item in value.EnumerateArray())
                    WriteByKind(output, item, maxNesting, nesting + 1);
                output.Add(XlppTypes.EndOfArray);
                break;
            case JsonValueKind.Object:
                output.Add(XlppTypes.Object);
                foreach (var member in value.EnumerateObject())
                {
                    if (member.Name.Length == 0)
                        throw new PayloadException("An empty key would end the object.");
                    WriteText(output, member.Name);
                    WriteByKind(output, member.Value, maxNesting, nesting + 1);
                }
                output.Add(XlppTypes.EndOfObject);
                break;
            default:
                output.Add(XlppTypes.Null);
                break;
        }
    }

    private static void WriteInteger(List<byte> output, JsonElement value)
    {
        if (!value.TryGetInt64(out var number))
            throw new PayloadException("XLPP has integers of 64 bits here, and no fractions.");
        WriteVarint(output, (ulong)((number << 1) ^ (number >> 63)));
    }

    private static void WriteBinary(List<byte> output, string text)
    {
        if (!Base64Url.IsValid(text))
            throw new PayloadException("Bytes are given in base64url.");
        var bytes = Base64Url.DecodeFromChars(text);
        output.Add(XlppTypes.Binary);
        WriteVarint(output, (ulong)bytes.Length);
        output.AddRange(bytes);
    }

    private static void WriteText(List<byte> output, string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new PayloadException("A zero would end the text.");
        output.AddRange(Encoding.UTF8.GetBytes(text));
        output.Add(0);
    }

    private static void WriteVarint(List<byte> output, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            output.Add((byte)(value | 0x80));
        output.Add((byte)value);
    }
}

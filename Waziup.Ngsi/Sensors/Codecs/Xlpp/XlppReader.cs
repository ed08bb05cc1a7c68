using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;
using Waziup.Ngsi.Sensors.Codecs.CayenneLpp;

namespace Waziup.Ngsi.Sensors.Codecs.Xlpp;

/// <summary>Reads typed values of XLPP as JSON.</summary>
internal static class XlppReader
{
    /// <summary>Reads the byte of a type and the value that follows it.</summary>
    public static XlppType Read(ref ByteReader bytes, Utf8JsonWriter json, int maxNesting, int nesting)
    {
        var place = bytes.Position;
        var number = bytes.Byte();
        var type = XlppTypes.Find(number)
            ?? throw new PayloadException($"The type {number} is not known: the rest cannot be read.", place);
        if (number is XlppTypes.Array or XlppTypes.Object && nesting >= maxNesting)
            throw new PayloadException($"The payload is nested more than {maxNesting} deep.", place);

        switch (number)
        {
            case XlppTypes.Integer:
                var zigzag = bytes.Varint();
                json.WriteNumberValue((long)(zigzag >> 1) ^ -(long)(zigzag & 1));
                break;
            case XlppTypes.Text:
                json.WriteStringValue(Text(ref bytes));
                break;
            case XlppTypes.Bool or XlppTypes.False:
                json.WriteBooleanValue(false);
                break;
            case XlppTypes.True:
                json.WriteBooleanValue(true);
                break;
            case XlppTypes.Binary:
                var length = bytes.Varint();
                json.WriteStringValue(Base64Url.EncodeToString(bytes.Take(length <= int.MaxValue ? (int)length : throw bytes.CutOff())));
                break;
            case XlppTypes.Null:
                json.WriteNullValue();
                break;
            case XlppTypes.Array:
                ReadArray(ref bytes, json, maxNesting, nesting);
                break;
            case XlppTypes.Object:
                ReadObject(ref bytes, json, maxNesting, nesting);
                break;
            default:
                LppReader.Read(ref bytes, LppTypes.Find(number)!, json);
                break;
        }
        return type;
    }

    private static void ReadArray(ref ByteReader bytes, Utf8JsonWriter json, int maxNesting, int nesting)
    {
        json.WriteStartArray();
        while (bytes.Peek() != XlppTypes.EndOfArray)
            Read(ref bytes, json, maxNesting, nesting + 1);
        bytes.Byte();
        json.WriteEndArray();
    }

    // An object ends where a key would be empty.
    private static void ReadObject(ref ByteReader bytes, Utf8JsonWriter json, int maxNesting, int nesting)
    {
        json.WriteStartObject();
        while (bytes.Peek() != XlppTypes.EndOfObject)
        {
            json.WritePropertyName(Text(ref bytes));
            Read(ref bytes, json, maxNesting, nesting + 1);
        }
        bytes.Byte();
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> Text(ref ByteReader bytes)
    {
        var place = bytes.Position;
        var text = bytes.UntilZero();
        return Utf8.IsValid(text) ? text : throw new PayloadException("A text is no UTF-8.", place);
    }
}

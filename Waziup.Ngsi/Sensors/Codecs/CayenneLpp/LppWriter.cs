using System.Globalization;
using System.Text.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sensors.Codecs.CayenneLpp;

/// <summary>Writes values as LPP types: rounded to the nearest step, and refused where the type cannot hold them.</summary>
internal static class LppWriter
{
    public static void Write(List<byte> output, LppType type, JsonElement value)
    {
        switch (type.Form)
        {
            case LppForm.Axes:
                foreach (var axis in (ReadOnlySpan<string>)["x", "y", "z"])
                    WriteInteger(output, type, NumberOf(type, value, axis) / type.Scale);
                break;
            case LppForm.Colour:
                output.AddRange(ColourOf(type, value));
                break;
            case LppForm.Position:
                WritePosition(output, type, value);
                break;
            case LppForm.Switch when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False) && NumberOf(type, value) is not (0 or 1):
                throw Unfit(type);
            default:
                WriteInteger(output, type, NumberOf(type, value) / type.Scale);
                break;
        }
    }

    private static void WritePosition(List<byte> output, LppType type, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("coordinates"u8, out var place)
            || place.ValueKind != JsonValueKind.Array || place.GetArrayLength() is not (2 or 3))
            throw Unfit(type);
        var (longitude, latitude) = (NumberOf(type, place[0]), NumberOf(type, place[1]));
        if (!GeometryText.IsOnEarth((double)longitude, (double)latitude))
            throw Unfit(type);
        WriteInteger(output, type, latitude / type.Scale);
        WriteInteger(output, type, longitude / type.Scale);
        WriteInteger(output, type, place.GetArrayLength() == 3 ? NumberOf(type, place[2]) / LppTypes.AltitudeScale : 0);
    }

    private static void WriteInteger(List<byte> output, LppType type, decimal steps)
    {
        var bits = 8 * type.Width;
        var (least, most) = type.IsSigned ? (-(1L << (bits - 1)), (1L << (bits - 1)) - 1) : (0L, (1L << bits) - 1);
        var rounded = decimal.Round(steps, MidpointRounding.AwayFromZero);
        if (rounded < least || rounded > most)
            throw Unfit(type);
        for (var shift = bits - 8; shift >= 0; shift -= 8)
            output.Add((byte)((long)rounded >> shift));
    }

    private static decimal NumberOf(LppType type, JsonElement value, string member) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(member, out var axis) ? NumberOf(type, axis) : throw Unfit(type);

    // The bound keeps the division by the scale within what a decimal holds; no type comes near to it.
    private static decimal NumberOf(LppType type, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.Number when value.TryGetDecimal(out var number) && Math.Abs(number) < 1e15m => number,
        _ => throw Unfit(type),
    };

    private static byte[] ColourOf(LppType type, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return text.Length == 7 && text[0] == '#' && int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _)
            ? Convert.FromHexString(text.AsSpan(1))
            : throw Unfit(type);
    }

    private static PayloadException Unfit(LppType type) => new($"The value does not fit the type {type.Name}.");
}

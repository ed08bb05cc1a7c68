using System.Text.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sensors.Codecs.CayenneLpp;

/// <summary>Reads the values of LPP types as JSON.</summary>
internal static class LppReader
{
    public static void Read(ref ByteReader bytes, LppType type, Utf8JsonWriter json)
    {
        switch (type.Form)
        {
            case LppForm.Switch:
                json.WriteBooleanValue(bytes.Byte() != 0);
                break;
            case LppForm.Axes:
                json.WriteStartObject();
                json.WriteNumber("x", Scaled(ref bytes, type));
                json.WriteNumber("y", Scaled(ref bytes, type));
                json.WriteNumber("z", Scaled(ref bytes, type));
                json.WriteEndObject();
                break;
            case LppForm.Colour:
                json.WriteStringValue("#" + Convert.ToHexStringLower(bytes.Take(3)));
                break;
            case LppForm.Position:
                ReadPosition(ref bytes, type, json);
                break;
            default:
                json.WriteNumberValue(Scaled(ref bytes, type));
                break;
        }
    }

    private static void ReadPosition(ref ByteReader bytes, LppType type, Utf8JsonWriter json)
    {
        var start = bytes.Position;
        var latitude = Scaled(ref bytes, type);
        var longitude = Scaled(ref bytes, type);
        var altitude = Short(bytes.Integer(type.Width, type.IsSigned) * LppTypes.AltitudeScale);
        if (!GeometryText.IsOnEarth((double)longitude, (double)latitude))
            throw new PayloadException("A position is not on Earth.", start);

        json.WriteStartObject();
        json.WriteString("type", "Point");
        json.WriteStartArray("coordinates");
        json.WriteNumberValue(longitude);
        json.WriteNumberValue(latitude);
        json.WriteNumberValue(altitude);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static decimal Scaled(ref ByteReader bytes, LppType type) => Short(bytes.Integer(type.Width, type.IsSigned) * type.Scale);

    // Dividing by this one drops the zeros at the end: 25, not 25.0.
    private static decimal Short(decimal value) => value / 1.0000000000000000000000000000m;
}

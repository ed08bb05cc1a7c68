using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Codecs;

namespace Waziup.Ngsi.Sensors.Tests.Codecs;

/// <summary>Short ways to write what codecs are given and what they find.</summary>
internal static class Vectors
{
    public static readonly Instant Received = Time("2026-01-31T12:00:00Z");

    public static Instant Time(string text) => Instant.TryParse(text, out var instant) ? instant : throw new FormatException(text);

    public static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));

    public static Decoded Decode(this ICodec codec, string text) => codec.Decode(Encoding.UTF8.GetBytes(text), Received);

    /// <summary>The readings of a payload without fault, one a line: name, value, time and unit as far as there are any.</summary>
    public static string[] Read(this ICodec codec, byte[] payload)
    {
        var decoded = codec.Decode(payload, Received);
        Assert.Null(decoded.Error);
        return Lines(decoded);
    }

    public static string[] Read(this ICodec codec, string text) => codec.Read(Encoding.UTF8.GetBytes(text));

    public static string[] Lines(this Decoded decoded) => [.. decoded.Readings.Select(Line)];

    public static JsonElement Json(string text) => JsonElement.Parse(text);

    private static string Line(Reading reading)
    {
        var time = reading.Time.IsNone ? "" : $" @{reading.Time}";
        var unit = reading.UnitCode is null ? "" : $" {reading.UnitCode}";
        return $"{reading.Sensor}={reading.Value.GetRawText()}{unit}{time}";
    }
}

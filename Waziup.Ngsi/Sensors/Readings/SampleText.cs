using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Pipeline;

namespace Waziup.Ngsi.Sensors.Readings;

/// <summary>What a pipeline has made as instances of <c>numValue</c>, with <c>quality</c> and what else is to be known of it.</summary>
internal static class SampleText
{
    /// <summary>Writes an instance of a sample that has a value.</summary>
    public static void Write(Utf8JsonWriter writer, Sample sample)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "Property"u8);
        writer.WriteNumber("value"u8, sample.Value!.Value);
        if (sample.UnitCode is { } code)
            writer.WriteString("unitCode"u8, code);
        writer.WriteString("observedAt"u8, sample.Time.ToString());
        writer.Sub("quality", (int)sample.Flag);
        if (sample.Methods.Length > 0)
            writer.Sub("method", sample.Methods);
        if (sample.RawValue is { } raw)
            writer.Sub("rawValue", raw);
        if (sample.IsOutlier)
            writer.Sub("outlier", true);
        if (TypeOf(sample.Origin) is { } type)
            writer.Sub("measurementType", type);
        if (sample.Window is { } window)
        {
            writer.SubTime("windowEnd", window.End);
            writer.Sub("count", window.Count);
        }
        writer.WriteEndObject();
    }

    /// <summary>A sub-attribute that is a text.</summary>
    public static void Sub(this Utf8JsonWriter writer, string name, string value)
    {
        Begin(writer, name);
        writer.WriteString("value"u8, value);
        writer.WriteEndObject();
    }

    /// <summary>A sub-attribute that is a number.</summary>
    public static void Sub(this Utf8JsonWriter writer, string name, double value)
    {
        Begin(writer, name);
        writer.WriteNumber("value"u8, value);
        writer.WriteEndObject();
    }

    /// <summary>A sub-attribute that is a truth.</summary>
    public static void Sub(this Utf8JsonWriter writer, string name, bool value)
    {
        Begin(writer, name);
        writer.WriteBoolean("value"u8, value);
        writer.WriteEndObject();
    }

    /// <summary>A sub-attribute that is a time.</summary>
    public static void SubTime(this Utf8JsonWriter writer, string name, Instant time)
    {
        Begin(writer, name);
        writer.WriteStartObject("value"u8);
        writer.WriteString("@type"u8, "DateTime"u8);
        writer.WriteString("@value"u8, time.ToString());
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>How a value came about that was not measured; null for one that was.</summary>
    public static string? TypeOf(Origin origin) => origin switch
    {
        Origin.Measured => null,
        Origin.Aggregated => "aggregated",
        Origin.Interpolated => "interpolated",
        _ => "extrapolated",
    };

    private static void Begin(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject(name);
        writer.WriteString("type"u8, "Property"u8);
    }
}

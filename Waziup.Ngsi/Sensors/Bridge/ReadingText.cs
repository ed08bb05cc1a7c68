using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>Writes readings as instances of attributes: numbers as <c>numValue</c>, texts and truths as <c>textValue</c>, what is made of these as <c>jsonValue</c>.</summary>
/// <remarks>
/// A reading that tells when it was made keeps when it came as <c>receivedAt</c>, which outlives being handed on to another broker; one that does not
/// was made when it came, and says so: <c>timeSource</c> is <c>gateway</c>.
/// </remarks>
internal static class ReadingText
{
    public static string AttributeOf(Reading reading) => reading.Value.ValueKind switch
    {
        JsonValueKind.Number => "numValue",
        JsonValueKind.Object or JsonValueKind.Array => "jsonValue",
        _ => "textValue",
    };

    /// <summary>Writes a temporal representation.</summary>
    /// <param name="output">Takes the text.</param>
    /// <param name="readings">The readings.</param>
    /// <param name="received">When they came.</param>
    /// <param name="unitCode">The unit where they tell none.</param>
    /// <param name="entity">What is written of the entity beside them; null for nothing.</param>
    public static void Write(IBufferWriter<byte> output, IEnumerable<Reading> readings, Instant received, string? unitCode, JsonObject? entity)
    {
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        foreach (var (name, value) in entity ?? [])
        {
            writer.WritePropertyName(name);
            value!.WriteTo(writer);
        }
        var at = received.ToString();
        foreach (var attribute in readings.GroupBy(AttributeOf))
        {
            writer.WriteStartArray(attribute.Key);
            foreach (var reading in attribute)
                Write(writer, attribute.Key, reading, at, unitCode);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string attribute, Reading reading, string received, string? unitCode)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, attribute == "jsonValue" ? "JsonProperty"u8 : "Property"u8);
        writer.WritePropertyName(attribute == "jsonValue" ? "json"u8 : "value"u8);
        // As it was sent, to the last digit.
        writer.WriteRawValue(reading.Value.GetRawText(), skipInputValidation: true);
        if (attribute == "numValue" && (reading.UnitCode ?? unitCode) is { } code)
            writer.WriteString("unitCode"u8, code);
        writer.WriteString("observedAt"u8, reading.Time.IsNone ? received : reading.Time.ToString());
        if (reading.Time.IsNone)
            Write(writer, "timeSource", "gateway", isTime: false);
        else
            Write(writer, "receivedAt", received, isTime: true);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, string value, bool isTime)
    {
        writer.WriteStartObject(name);
        writer.WriteString("type"u8, "Property"u8);
        if (isTime)
        {
            writer.WriteStartObject("value"u8);
            writer.WriteString("@type"u8, "DateTime"u8);
            writer.WriteString("@value"u8, value);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteString("value"u8, value);
        }
        writer.WriteEndObject();
    }
}

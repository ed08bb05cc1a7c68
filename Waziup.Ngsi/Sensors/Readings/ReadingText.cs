using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Pipeline;

namespace Waziup.Ngsi.Sensors.Readings;

/// <summary>Readings as instances of attributes: numbers as <c>numValue</c>, texts and truths as <c>textValue</c>, what is made of these as <c>jsonValue</c>.</summary>
/// <remarks>
/// A reading that tells when it was made keeps when it came as <c>receivedAt</c>, which outlives being handed on to another broker; one that does not
/// was made when it came, and says so: <c>timeSource</c> is <c>gateway</c>.
/// </remarks>
internal static class ReadingText
{
    /// <summary>The attribute of numbers.</summary>
    public const string Number = "numValue";

    /// <summary>The attribute of texts and truths.</summary>
    public const string Text = "textValue";

    /// <summary>The attribute of objects and arrays.</summary>
    public const string Structure = "jsonValue";

    /// <summary>The datasetId of readings as they came, where a pipeline makes others of them.</summary>
    public const string Raw = "urn:ngsi-ld:Dataset:raw";

    public static string AttributeOf(Reading reading) => reading.Value.ValueKind switch
    {
        JsonValueKind.Number => Number,
        JsonValueKind.Object or JsonValueKind.Array => Structure,
        _ => Text,
    };

    /// <summary>The unit of a reading, or that of its sensor where it tells none.</summary>
    public static string? UnitOf(Reading reading, string? unitCode) => reading.UnitCode ?? (reading.HasUnknownUnit ? null : unitCode);

    /// <summary>When a reading counts as made.</summary>
    public static Instant TimeOf(Reading reading, Instant received) => reading.Time.IsNone ? received : reading.Time;

    /// <summary>What a pipeline gets of a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="at">When it was made.</param>
    /// <param name="received">When it came; none where that is when it was made.</param>
    /// <param name="unitCode">The unit of a number.</param>
    public static Sample SampleOf(JsonElement value, Instant at, Instant received, string? unitCode) =>
        Sample.Of(value, at, received.IsNone ? at : received) with { HasTimeOfReceipt = received.IsNone, UnitCode = value.ValueKind == JsonValueKind.Number ? unitCode : null };

    /// <summary>Writes an instance.</summary>
    /// <param name="writer">Takes it.</param>
    /// <param name="reading">The reading.</param>
    /// <param name="received">When it came.</param>
    /// <param name="unitCode">The unit of its sensor.</param>
    /// <param name="isRaw">Whether a pipeline makes something of it, which stands where it would stand else.</param>
    /// <param name="isLate">Whether the pipeline has left it out, because it came too late or tells of the future. That is decided once.</param>
    public static void Write(Utf8JsonWriter writer, Reading reading, Instant received, string? unitCode, bool isRaw, bool isLate)
    {
        var attribute = AttributeOf(reading);
        writer.WriteStartObject();
        writer.WriteString("type"u8, attribute == Structure ? "JsonProperty"u8 : "Property"u8);
        writer.WritePropertyName(attribute == Structure ? "json"u8 : "value"u8);
        // As it was sent, to the last digit.
        writer.WriteRawValue(reading.Value.GetRawText(), skipInputValidation: true);
        if (attribute == Number && UnitOf(reading, unitCode) is { } code)
            writer.WriteString("unitCode"u8, code);
        writer.WriteString("observedAt"u8, TimeOf(reading, received).ToString());
        if (isRaw)
            writer.WriteString("datasetId"u8, Raw);
        if (reading.Time.IsNone)
            writer.Sub("timeSource", "gateway");
        else
            writer.SubTime("receivedAt", received);
        if (isLate)
            writer.Sub("processed", false);
        writer.WriteEndObject();
    }
}

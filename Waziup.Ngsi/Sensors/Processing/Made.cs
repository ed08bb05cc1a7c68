using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Sensors.Pipeline;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sensors.Processing;

/// <summary>What a stored value of a pipeline says.</summary>
internal sealed record Made(double Value, int Quality, string? UnitCode, string? Methods, double? RawValue, bool IsOutlier, string? Type, string? End, double? Count)
{
    /// <summary>A value as it came, which is none of a pipeline.</summary>
    public static readonly Made Unprocessed = new(double.NaN, -1, null, null, null, false, null, null, null);

    /// <summary>Reads a row; null where no pipeline has made it.</summary>
    public static Made? Of(HistoryRow row)
    {
        var body = JsonElement.Parse(row.Body.Span);
        if (Sub(body, "quality") is not { ValueKind: JsonValueKind.Number } quality || !quality.TryGetInt32(out var flag))
            return null;
        var end = Sub(body, "windowEnd") is { ValueKind: JsonValueKind.Object } time && time.TryGetProperty("@value", out var value) ? Text(value) : null;
        return new Made(row.Number, flag, body.TryGetProperty("unitCode", out var code) ? Text(code) : null, Text(Sub(body, "method")), Number(Sub(body, "rawValue")),
            Sub(body, "outlier") is { ValueKind: JsonValueKind.True }, Text(Sub(body, "measurementType")), end, Number(Sub(body, "count")));
    }

    public static Made Of(Sample sample) => new(sample.Value!.Value, (int)sample.Flag, sample.UnitCode, sample.Methods.Length > 0 ? sample.Methods : null, sample.RawValue,
        sample.IsOutlier, SampleText.TypeOf(sample.Origin), sample.Window?.End.ToString(), sample.Window?.Count);

    /// <summary>The value of a sub-attribute in a stored body.</summary>
    public static JsonElement? Sub(JsonElement body, string name) =>
        body.TryGetProperty(CoreContexts.Vocabulary + name, out var sub) && sub.ValueKind == JsonValueKind.Object && sub.TryGetProperty("value", out var value) ? value : null;

    private static string? Text(JsonElement? value) => value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static double? Number(JsonElement? value) => value is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
}

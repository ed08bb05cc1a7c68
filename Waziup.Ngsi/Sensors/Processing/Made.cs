using System.Text.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Sensors.Pipeline;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sensors.Processing;

/// <summary>What a stored value of a pipeline says, as far as it tells it from others.</summary>
internal sealed record Made(double Value, int Quality, string Methods, string? UnitCode)
{
    /// <summary>A value as it came, which is none of a pipeline.</summary>
    public static readonly Made Unprocessed = new(double.NaN, -1, "", null);

    /// <summary>Reads a row; null where no pipeline has made it.</summary>
    public static Made? Of(HistoryRow row)
    {
        var body = JsonElement.Parse(row.Body.Span);
        return Sub(body, "quality") is { ValueKind: JsonValueKind.Number } quality
            ? new Made(row.Number, quality.GetInt32(), Sub(body, "method")?.GetString() ?? "", body.TryGetProperty("unitCode", out var code) ? code.GetString() : null) : null;
    }

    public static Made Of(Sample sample) => new(sample.Value!.Value, (int)sample.Flag, sample.Methods, sample.UnitCode);

    /// <summary>The value of a sub-attribute in a stored body.</summary>
    public static JsonElement? Sub(JsonElement body, string name) =>
        body.TryGetProperty(CoreContexts.Vocabulary + name, out var sub) && sub.ValueKind == JsonValueKind.Object && sub.TryGetProperty("value", out var value) ? value : null;
}

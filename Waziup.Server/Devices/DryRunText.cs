using System.Text.Json.Nodes;
using Waziup.Ngsi.Sensors.Bridge;
using Waziup.Ngsi.Sensors.Pipeline;

namespace Waziup.Server.Devices;

/// <summary>Says what steps have made of readings that were tried.</summary>
internal static class DryRunText
{
    public static JsonObject Of(DryRun tried) => new()
    {
        ["outputs"] = new JsonArray([.. tried.Run.Outputs.Select(Of)]),
        ["steps"] = new JsonArray([.. tried.Steps.Zip(tried.Run.Steps, Of)]),
        ["untimed"] = tried.Run.Untimed,
    };

    private static JsonObject Of(Sample sample)
    {
        var text = new JsonObject { ["time"] = sample.Time.ToString(), ["value"] = sample.Value, ["quality"] = (int)sample.Flag };
        if (sample.UnitCode is { } code)
            text["unitCode"] = code;
        if (sample.Methods.Length > 0)
            text["method"] = sample.Methods;
        if (sample.RawValue is { } raw)
            text["rawValue"] = raw;
        if (sample.IsOutlier)
            text["outlier"] = true;
        return text;
    }

    private static JsonObject Of(string op, StepCounts counts)
    {
        var text = new JsonObject
        {
            ["op"] = op,
            ["in"] = counts.In,
            ["out"] = counts.Out,
            ["dropped"] = counts.Dropped,
            ["flagged"] = counts.Flagged,
            ["errors"] = counts.Errors,
        };
        if (counts.LastError is { } error)
            text["lastError"] = error;
        return text;
    }
}

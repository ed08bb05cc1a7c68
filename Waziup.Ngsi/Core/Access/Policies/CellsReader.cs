using System.Text.Json;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Reads which cells an attribute is aggregated by: <c>{"period":"P1D","minSamples":10,"methods":["avg"]}</c>.</summary>
internal static class CellsReader
{
    private const int MaxSamples = 1_000_000;

    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public static AggregateCells Read(JsonElement json, string at)
    {
        FormReader.CheckMembers(json, at, "period", "minSamples", "methods");
        var period = json.TryGetProperty("period", out var length) ? FormReader.Text(length, $"{at}/period") : throw NgsiLdErrors.Bad($"{at} has a period");
        if (!AlignedPeriod.TryParse(period, out _))
            throw NgsiLdErrors.Bad($"{at}/period divides a day, from PT1M, or is whole days, P1M or P1Y");
        var cells = new AggregateCells(period);
        if (json.TryGetProperty("minSamples", out var samples))
        {
            cells = cells with
            {
                MinSamples = samples.ValueKind == JsonValueKind.Number && samples.TryGetInt32(out var least) && least is >= 2 and <= MaxSamples
                    ? least : throw NgsiLdErrors.Bad($"{at}/minSamples is a whole number from 2 to {MaxSamples}"),
            };
        }
        if (!json.TryGetProperty("methods", out var methods))
            return cells;
        var names = FormReader.Texts(methods, $"{at}/methods").ToList();
        return names.Find(name => !AggregateCells.IsMethod(name)) is { } wrong
            ? throw NgsiLdErrors.Bad($"{at}/methods: '{wrong}' is none of avg, totalCount, sum, min, max, stddev, sumsq") : cells with { Methods = [.. names] };
    }
}

using System.Text.Json;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Access.Noise;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>
/// Reads which cells an attribute is aggregated by: <c>{"period":"P1D","minSamples":10,"methods":["avg"],"clamp":[0,100],"epsilon":0.5,"budget":{"epsilon":5,"per":"P1M"}}</c>.
/// </summary>
internal static class CellsReader
{
    private const int MaxSamples = 1_000_000;

    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public static AggregateCells Read(JsonElement json, string at)
    {
        JsonForm.CheckMembers(json, at, "period", "minSamples", "methods", "clamp", "epsilon", "budget");
        var cells = new AggregateCells(FormReader.Parts(JsonForm.Needed(json, "period", at), $"{at}/period").Text);
        if (json.TryGetProperty("minSamples", out var samples))
            cells = cells with { MinSamples = JsonForm.Whole(samples, $"{at}/minSamples", 2, MaxSamples) };
        cells = WithNoise(cells, json, at);
        if (!json.TryGetProperty("methods", out var methods))
            return cells;
        var names = JsonForm.Texts(methods, $"{at}/methods").ToList();
        return names.Find(name => !AggregateCells.IsMethod(name)) is { } wrong
            ? throw NgsiLdErrors.Bad($"{at}/methods: '{wrong}' is none of avg, totalCount, sum, min, max, stddev, sumsq")
            : cells.Epsilon > 0 && !names.TrueForAll(AggregateCells.IsNoisy)
            ? throw NgsiLdErrors.Bad($"{at}/methods are avg, totalCount and sum, where there is noise") : cells with { Methods = [.. names] };
    }

    private static AggregateCells WithNoise(AggregateCells cells, JsonElement json, string at)
    {
        if (json.TryGetProperty("clamp", out var clamp))
        {
            var lattice = LatticeIn(clamp, $"{at}/clamp");
            cells = cells with { Clamp = (lattice.Lowest, lattice.Highest) };
        }
        if (json.TryGetProperty("epsilon", out var epsilon))
        {
            cells = cells.Clamp is null ? throw NgsiLdErrors.Bad($"{at}: epsilon needs clamp")
                : cells with { Epsilon = Thousandths(epsilon, $"{at}/epsilon") };
        }
        if (!json.TryGetProperty("budget", out var budget))
            return cells;
        JsonForm.CheckMembers(budget, $"{at}/budget", "epsilon", "per");
        if (cells.Epsilon == 0 || !budget.TryGetProperty("epsilon", out var all) || !budget.TryGetProperty("per", out var per))
            throw NgsiLdErrors.Bad($"{at}/budget has epsilon and per, and goes with an epsilon of each answer");
        return Period.TryParse(JsonForm.Text(per, $"{at}/budget/per"), out var length) && !length.IsZero
            ? cells with { Budget = new NoiseBudget(Thousandths(all, $"{at}/budget/epsilon"), length) } : throw NgsiLdErrors.Bad($"{at}/budget/per is a duration of ISO 8601 such as P1M");
    }

    /// <summary>Bounds between which noise can be added.</summary>
    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public static Lattice LatticeIn(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == 2 && Number(json[0]) is { } lowest && Number(json[1]) is { } highest
            ? Lattice.Between(lowest, highest) ?? throw NotBounds(at) : throw NotBounds(at);

    /// <summary>An ε, in thousandths.</summary>
    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public static int Thousandths(JsonElement json, string at) => Number(json) is > 0 and <= 1000 and var epsilon && decimal.Truncate(epsilon * 1000) == epsilon * 1000
        ? (int)(epsilon * 1000) : throw NgsiLdErrors.Bad($"{at} is a number of thousandths, more than 0 and at most 1000");

    private static NgsiLdException NotBounds(string at) => NgsiLdErrors.Bad($"{at} is [least, greatest], from -10^15 to 10^15 and of few digits");

    private static decimal? Number(JsonElement json) => json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out var number) ? number : null;
}

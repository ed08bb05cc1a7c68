using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Reads the form in which a policy discloses an attribute: <c>"show"</c>, <c>"hide"</c>, or an object with one step such as <c>{"round":0.5}</c>.</summary>
internal static class FormReader
{
    private const int MaxTable = 10_000;
    private static readonly JsonElement True = JsonElement.Parse("true");
    private static readonly FrozenSet<string> Steps = ["show", "round", "generalise", "grid", "depth", "pseudonym", "aggregate"];

    /// <param name="json">The form.</param>
    /// <param name="at">Where it stands, for messages.</param>
    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public static Disclosure Read(JsonElement json, string at)
    {
        if (json.ValueKind == JsonValueKind.String)
        {
            return json.GetString() switch
            {
                "show" => Disclosure.Show,
                "hide" => Disclosure.Hide,
                _ => throw NgsiLdErrors.Bad($"{at} is \"show\", \"hide\", or an object with a step"),
            };
        }
        if (json.ValueKind != JsonValueKind.Object)
            throw NgsiLdErrors.Bad($"{at} is \"show\", \"hide\", or an object with a step");
        var members = json.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
        if (members.Keys.FirstOrDefault(name => !Steps.Contains(name) && name is not ("unit" or "datasets" or "time")) is { } unknown)
            throw NgsiLdErrors.Bad($"{at} has no member {unknown}");
        var steps = members.Keys.Where(Steps.Contains).ToList();
        if (steps.Count == 0 && members.ContainsKey("time"))
            (steps, members["show"]) = (["show"], True);
        if (steps is not [var step])
            throw NgsiLdErrors.Bad($"{at} has one of {string.Join(", ", Steps.Order())}");
        if (step != "round" && members.ContainsKey("unit"))
            throw NgsiLdErrors.Bad($"{at}: unit goes with round");
        var form = StepOf(step, members[step], at);
        if (members.TryGetValue("unit", out var unit))
            form = form with { UnitCode = JsonForm.Text(unit, $"{at}/unit") };
        if (members.TryGetValue("time", out var time))
            form = form.Value == ValueStep.Aggregate ? throw NgsiLdErrors.Bad($"{at}: what is aggregated has cells, and no time") : form with { Time = Parts(time, $"{at}/time").Text };
        return members.TryGetValue("datasets", out var datasets)
            ? form with { Datasets = [.. JsonForm.Texts(datasets, $"{at}/datasets").Select(name => name == "@none" ? "" : name)] } : form;
    }

    private static Disclosure StepOf(string step, JsonElement json, string at) => step switch
    {
        "show" => json.ValueKind == JsonValueKind.True ? Disclosure.Show : throw NgsiLdErrors.Bad($"{at}/show is true"),
        "round" => new Disclosure(ValueStep.Round) { Step = JsonForm.Positive(json, $"{at}/round") },
        "grid" => new Disclosure(ValueStep.Grid)
        {
            CellMetres = json.ValueKind == JsonValueKind.Number && json.GetDouble() is >= 1 and <= 10_000_000 and var metres
                ? metres : throw NgsiLdErrors.Bad($"{at}/grid is a width in metres, from 1 to 10,000,000"),
        },
        "depth" => new Disclosure(ValueStep.Cut) { Depth = JsonForm.Whole(json, $"{at}/depth", 1, 100) },
        "pseudonym" => json.ValueKind == JsonValueKind.Object && !json.EnumerateObject().Any()
            ? new Disclosure(ValueStep.Pseudonym) : throw NgsiLdErrors.Bad($"{at}/pseudonym is {{}}"),
        "aggregate" => new Disclosure(ValueStep.Aggregate) { Cells = CellsReader.Read(json, $"{at}/aggregate") },
        _ => new Disclosure(ValueStep.Generalise) { Table = Table(json, $"{at}/generalise") },
    };

    /// <summary>The length of parts of time.</summary>
    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public static AlignedPeriod Parts(JsonElement json, string at) =>
        AlignedPeriod.TryParse(JsonForm.Text(json, at), out var parts) ? parts : throw NgsiLdErrors.Bad($"{at} divides a day, from PT1M, or is whole days, P1M or P1Y");

    private static Generalisation Table(JsonElement json, string at)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw NgsiLdErrors.Bad($"{at} is a table with name, level, exact, prefix, range and default");
        var (name, level) = ("table", 0);
        var table = new Generalisation(name, level);
        foreach (var member in json.EnumerateObject())
        {
            table = member.Name switch
            {
                "name" => table with { Name = JsonForm.Text(member.Value, $"{at}/name") },
                "level" => table with { Level = member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out level) ? level : throw NgsiLdErrors.Bad($"{at}/level is a whole number") },
                "exact" => table with { Exact = Map(member.Value, $"{at}/exact").ToFrozenDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal) },
                "prefix" => table with { Prefixes = [.. Map(member.Value, $"{at}/prefix").Select(pair => (pair.Key, pair.Value))] },
                "range" => table with { Ranges = [.. Ranges(member.Value, $"{at}/range")] },
                "default" => table with { Default = JsonForm.Text(member.Value, $"{at}/default") },
                _ => throw NgsiLdErrors.Bad($"{at} has no member {member.Name}"),
            };
        }
        return table;
    }

    private static Dictionary<string, string> Map(JsonElement json, string at) => json.ValueKind == JsonValueKind.Object && json.EnumerateObject().Count() <= MaxTable
        ? json.EnumerateObject().DistinctBy(member => member.Name).ToDictionary(member => member.Name, member => JsonForm.Text(member.Value, at), StringComparer.Ordinal)
        : throw NgsiLdErrors.Bad($"{at} is an object of texts");

    private static IEnumerable<(double From, double To, string Value)> Ranges(JsonElement json, string at)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() > MaxTable)
            throw NgsiLdErrors.Bad($"{at} is a list of {{from, to, value}}");
        foreach (var range in json.EnumerateArray())
        {
            if (range.ValueKind != JsonValueKind.Object || !range.TryGetProperty("value", out var value))
                throw NgsiLdErrors.Bad($"{at} is a list of {{from, to, value}}");
            yield return (Bound(range, "from", double.NegativeInfinity, at), Bound(range, "to", double.PositiveInfinity, at), JsonForm.Text(value, at));
        }
    }

    private static double Bound(JsonElement range, string name, double otherwise, string at) => !range.TryGetProperty(name, out var bound)
        ? otherwise : bound.ValueKind == JsonValueKind.Number ? bound.GetDouble() : throw NgsiLdErrors.Bad($"{at}/{name} is a number");
}

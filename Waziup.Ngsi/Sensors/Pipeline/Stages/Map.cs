using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>Replaces exact values, such as ON by 1. Numbers are looked up by their shortest text.</summary>
/// <param name="Table">What each value becomes; null for missing. At most 1,000 of them.</param>
/// <param name="Default">What happens to others: keep (the default), drop or null.</param>
internal sealed record Map(FrozenDictionary<string, double?> Table, string Default) : IStage
{
    private const int MaxTable = 1000;

    public string Op => "map";

    public bool IsPointwise => true;

    public static IStage Read(StepReader step)
    {
        var json = step.Json("table");
        if (json.ValueKind != JsonValueKind.Object || json.EnumerateObject().Count() is 0 or > MaxTable)
            throw step.Fault("table", $"has to be an object of 1 to {MaxTable} values");
        var table = new Dictionary<string, double?>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            table[member.Name] = member.Value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.Number when double.IsFinite(member.Value.GetDouble()) => member.Value.GetDouble(),
                _ => throw step.Fault("table", $"'{member.Name}' has to become a number or null"),
            };
        }
        return new Map(table.ToFrozenDictionary(StringComparer.Ordinal), step.Choice("default", "keep", "drop", "null"));
    }

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        var key = sample.Value is { } number ? number.ToString("R", CultureInfo.InvariantCulture) : sample.Text;
        if (key is null)
            outlet.Emit(sample);
        else if (Table.TryGetValue(key, out var value))
            outlet.Emit(sample.Changed(Op, value) with { Text = value is null ? sample.Text : null });
        else if (Default == "drop")
            outlet.Drop();
        else
            outlet.Emit(Default == "null" ? sample.Changed(Op, null) : sample);
    }
}

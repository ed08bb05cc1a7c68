using System.Text.Json;

namespace Waziup.Ngsi.Tests.Model;

/// <summary>One case of spec/examples: the members of its own object, else those of the file around it.</summary>
/// <remarks>spec/examples/README.md describes the members.</remarks>
internal sealed record Example(string File, string Name, JsonElement Own, JsonElement Group)
{
    public static IReadOnlyList<Example> All { get; } = [.. Files().SelectMany(Of)];

    public static Example Get(string file, string name) => All.Single(example => example.File == file && example.Name == name);

    /// <summary>A member of the case or of its group; undefined where neither has it.</summary>
    public JsonElement this[string member] =>
        Own.TryGetProperty(member, out var own) ? own : Group.TryGetProperty(member, out var shared) ? shared : default;

    public string? Text(string member) => this[member] is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public bool Has(string member) => this[member].ValueKind != JsonValueKind.Undefined;

    /// <summary>A step that comes before the operation, with the group's members behind it.</summary>
    public Example Step(JsonElement step) => this with { Own = step };

    private static IEnumerable<string> Files() => Architecture.Repository.Sources("spec/examples", "*.json");

    private static IEnumerable<Example> Of(string path)
    {
        var group = JsonDocument.Parse(System.IO.File.ReadAllBytes(path)).RootElement;
        var file = Architecture.Repository.Relative(path)["spec/examples/".Length..];
        foreach (var own in group.GetProperty("cases").EnumerateArray())
            yield return new Example(file, own.GetProperty("name").GetString()!, own, group);
    }
}

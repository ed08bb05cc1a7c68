using System.Text.Json;

namespace Waziup.Server.Options;

/// <summary>Options in the section <c>Waziup</c> of an appsettings.json; other sections are not ours.</summary>
internal static class SettingsFile
{
    private const string Section = "Waziup";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="OptionsException">It cannot be read, or has a setting that is no option.</exception>
    public static List<Given> Read(string path)
    {
        if (!File.Exists(path))
            return [];
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path), Lenient);
            return json.RootElement.TryGetProperty(Section, out var section)
                ? [.. section.EnumerateObject().Select(member => Read(path, member))]
                : [];
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new OptionsException($"{path} cannot be read: {broken.Message}");
        }
    }

    private static Given Read(string path, JsonProperty member)
    {
        var name = $"{member.Name} in {path}";
        var option = Array.Find(OptionTable.Rows, row => string.Equals(row.Key, member.Name, StringComparison.OrdinalIgnoreCase))
            ?? throw new OptionsException($"{name} is no option");
        if (member.Value.ValueKind != JsonValueKind.Array)
            return new Given(option, [Text(name, member.Value)], name);
        if (!option.IsRepeatable)
            throw new OptionsException($"{name} has one value, not a list");
        return new Given(option, [.. member.Value.EnumerateArray().Select(item => Text(name, item))], name);
    }

    private static string Text(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => value.GetRawText(),
        _ => throw new OptionsException($"{name} is a text, a number, true or false"),
    };
}

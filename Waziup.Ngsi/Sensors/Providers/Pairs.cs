using System.Collections.Immutable;
using System.Text.Json;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Providers;

/// <summary>Reads an object of texts.</summary>
internal static class Pairs
{
    private const int Most = 20;
    private const int MaxLength = 4000;

    /// <summary>Names and texts; none where there is nothing or something else.</summary>
    public static ImmutableArray<KeyValuePair<string, string>> Read(Form form, string member)
    {
        if (form.Object(member) is not { } pairs)
            return [];
        var texts = pairs.EnumerateObject().Where(pair => pair.Value.ValueKind == JsonValueKind.String && pair.Value.GetString()!.Length <= MaxLength).ToList();
        if (texts.Count == pairs.GetPropertyCount() && texts.Count <= Most)
            return [.. texts.Select(pair => KeyValuePair.Create(pair.Name, pair.Value.GetString()!))];
        form.Refuse(member, $"This is an object of at most {Most} texts of at most {MaxLength} characters.");
        return [];
    }
}

using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Model;

/// <summary>Finds what an entity says in texts.</summary>
internal static class TextValues
{
    /// <summary>The texts of a Property, or the objects of a Relationship: of the instance without datasetId. Numbers and the like are none.</summary>
    public static IReadOnlyList<string> Of(Entity entity, Iri name, Instant now)
    {
        var at = entity.Find(name.Utf8, []);
        if (at < 0)
            return [];
        ref readonly var entry = ref entity.Instances[at];
        if (entry.IsExpired(now) || entry.Kind is not (AttributeKind.Property or AttributeKind.Relationship))
            return [];
        using var value = JsonDocument.Parse(entity.Document.AsMemory(entry.ValueStart, entry.ValueLength));
        var root = value.RootElement;
        return root.ValueKind switch
        {
            JsonValueKind.String => [root.GetString()!],
            JsonValueKind.Array => [.. root.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
            _ => [],
        };
    }
}

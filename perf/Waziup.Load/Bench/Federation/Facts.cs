using System.Text.Json;

namespace Waziup.Load.Bench.Federation;

/// <summary>What entities say: an attribute of an entity and its value, whatever the order.</summary>
internal static class Facts
{
    /// <summary>Makes sure that a broker says what its sources say, all of it and nothing else.</summary>
    /// <exception cref="IOException">It does not, or warns that a source did not answer.</exception>
    public static void Compare(Reply front, IEnumerable<Reply> sources)
    {
        var (all, ours) = (sources.SelectMany(Of).Order(StringComparer.Ordinal).ToList(), Of(front).Order(StringComparer.Ordinal).ToList());
        if (front.Warning is not null || ours.Count == 0 || !ours.SequenceEqual(all))
            throw new IOException($"The broker says {ours.Count} things of {all.Count} that its sources say, with the warning {front.Warning ?? "(none)"}");
    }

    static List<string> Of(Reply reply)
    {
        using var json = JsonDocument.Parse(reply.Body);
        var entities = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement.EnumerateArray().ToList() : [json.RootElement];
        return
        [
            .. from entity in entities
               from attribute in entity.EnumerateObject()
               where attribute.Value.ValueKind == JsonValueKind.Object
               select $"{entity.GetProperty("id").GetString()} {attribute.Name} {attribute.Value.GetProperty("value").GetRawText()}",
        ];
    }
}

using System.Text.Json;

namespace Waziup.Load.Bench.Access;

/// <summary>What somebody sees under policies, compared with what is there: a load of refusals, or of less than was meant, says nothing.</summary>
internal static class Sight
{
    static readonly string[] Changed = ["location", "owner"];

    /// <summary>Makes sure that he sees everything as it is.</summary>
    /// <exception cref="IOException">An answer differs by a byte.</exception>
    public static void CompareAll(string path, Reply stored, Reply seen)
    {
        if (stored.Body.Length == 0 || !seen.Body.AsSpan().SequenceEqual(stored.Body))
            throw new IOException($"{path} is answered otherwise under policies:\nwithout: {Text(stored)}\nunder:   {Text(seen)}");
    }

    /// <summary>Makes sure that he sees each entity, without its name, in another place, of somebody under a pseudonym, and the rest as it is.</summary>
    /// <exception cref="IOException">He sees more, less, or something else.</exception>
    public static void CompareCoarse(string path, Reply stored, Reply seen)
    {
        using var there = JsonDocument.Parse(stored.Body);
        using var here = JsonDocument.Parse(seen.Body);
        var (all, some) = (Entities(there), Entities(here));
        if (all.Count == 0 || all.Count != some.Count || !all.Zip(some).All(pair => IsCoarse(pair.First, pair.Second)))
            throw new IOException($"{path} is not answered in the forms of the policies:\nwithout: {Text(stored)}\nunder:   {Text(seen)}");
    }

    static bool IsCoarse(JsonElement stored, JsonElement seen)
    {
        var members = seen.EnumerateObject().ToDictionary(member => member.Name, member => member.Value);
        return stored.EnumerateObject().Count() == members.Count + 1 && !members.ContainsKey("name")
            && stored.EnumerateObject().All(member => member.NameEquals("name")
                || (members.TryGetValue(member.Name, out var shown) && Changed.Contains(member.Name) != JsonElement.DeepEquals(shown, member.Value)));
    }

    static List<JsonElement> Entities(JsonDocument json) => json.RootElement.ValueKind == JsonValueKind.Array ? [.. json.RootElement.EnumerateArray()] : [json.RootElement];

    static string Text(Reply reply) => System.Text.Encoding.UTF8.GetString(reply.Body);
}

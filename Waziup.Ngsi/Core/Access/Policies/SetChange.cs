using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>What is to change about the policies that hold.</summary>
/// <param name="Activate">Versions that are to hold, by the ids of their policies.</param>
/// <param name="Retire">Policies that are not to hold any more.</param>
/// <param name="Expected">The number of the set that this is said of; null for whichever.</param>
internal sealed record SetChange(ImmutableSortedDictionary<string, int> Activate, ImmutableArray<string> Retire, long? Expected)
{
    /// <summary>What holds after it.</summary>
    public ImmutableSortedDictionary<string, int> Of(ActiveSet before) => before.Versions.RemoveRange(Retire).SetItems(Activate);

    /// <summary>Whether it is about a policy.</summary>
    public bool Names(string policy) => Activate.ContainsKey(policy) || Retire.Contains(policy);

    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public static SetChange Of(JsonNode json)
    {
        using var document = JsonDocument.Parse(json.ToJsonString());
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || root.EnumerateObject().Any(member => member.Name is not ("activate" or "retire" or "expectedVersion")))
            throw NgsiLdErrors.Bad("a change of the set is an object with activate, retire and expectedVersion");
        var activate = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        foreach (var item in ItemsOf(root, "activate"))
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("id", out var id) || !item.TryGetProperty("version", out var version)
                || id.ValueKind != JsonValueKind.String || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number))
                throw NgsiLdErrors.Bad("/activate is a list of {id, version}");
            activate[id.GetString()!] = number;
        }
        var retire = ItemsOf(root, "retire").Select(item => JsonForm.Text(item, "/retire")).ToImmutableArray();
        return new SetChange(activate.ToImmutable(), retire, root.TryGetProperty("expectedVersion", out var expected)
            ? expected.ValueKind == JsonValueKind.Number && expected.TryGetInt64(out var set) ? set : throw NgsiLdErrors.Bad("/expectedVersion is a whole number") : null);
    }

    private static IEnumerable<JsonElement> ItemsOf(JsonElement root, string name) => !root.TryGetProperty(name, out var list)
        ? [] : list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : throw NgsiLdErrors.Bad($"/{name} is a list");
}

using System.Text.Json;

namespace Waziup.Ngsi.JsonLd;

/// <summary>A term definition as written, its form checked but nothing resolved.</summary>
internal sealed class RawDefinition(string name)
{
    public string Name { get; } = name;

    public string? Id { get; init; }

    public string? Type { get; private set; }

    public string? Container { get; private set; }

    public bool? Prefix { get; private set; }

    /// <summary>The definition was a string, not an object.</summary>
    public bool IsSimple { get; init; }

    /// <summary>The definition makes the term useless as a name: an id of null, <c>@reverse</c>, <c>@nest</c>.</summary>
    public bool IsUnusable { get; private set; }

    /// <summary>Reads a definition that is an object.</summary>
    public static RawDefinition Read(string name, JsonElement definition, bool isDocument)
    {
        var members = JsonText.ReadMembers(definition);
        if (members.ContainsKey("@context") && !isDocument)
            throw ContextShape.Scoped(name);

        var hasId = members.TryGetValue("@id", out var id);
        var raw = new RawDefinition(name)
        {
            Id = hasId && id.ValueKind != JsonValueKind.Null ? JsonText.Read(id, "@id") : null,
            IsUnusable = (hasId && id.ValueKind == JsonValueKind.Null) || members.ContainsKey("@reverse") || members.ContainsKey("@nest"),
        };

        foreach (var (key, value) in members)
            raw.Read(key, value);

        return raw;
    }

    private void Read(string key, JsonElement value)
    {
        var isValid = true;
        switch (key)
        {
            case "@id" or "@context":
                break;
            case "@type":
                Type = JsonText.Read(value, key);
                break;
            case "@container":
                isValid = IsContainer(value);
                Container = value.GetRawText();
                break;
            case "@prefix":
                isValid = value.ValueKind is JsonValueKind.True or JsonValueKind.False;
                Prefix = value.ValueKind == JsonValueKind.True;
                break;
            case "@protected":
                isValid = value.ValueKind is JsonValueKind.True or JsonValueKind.False;
                break;
            case "@language" or "@direction":
                isValid = value.ValueKind is JsonValueKind.String or JsonValueKind.Null;
                break;
            case "@reverse" or "@nest" or "@index":
                isValid = value.ValueKind is JsonValueKind.String;
                break;
            default:
                throw new JsonLdException(
                    JsonLdErrorCode.InvalidTerm, $"The definition of \"{Name}\" has the member \"{key}\", which JSON-LD does not know.");
        }

        if (!isValid)
            throw new JsonLdException(JsonLdErrorCode.InvalidTerm, $"In the definition of \"{Name}\", \"{key}\" has a wrong value.");
    }

    private static bool IsContainer(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return value.ValueKind == JsonValueKind.Null || IsContainerName(value);

        foreach (var item in value.EnumerateArray())
        {
            if (!IsContainerName(item))
                return false;
        }

        return true;
    }

    private static bool IsContainerName(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && JsonText.Read(value, "@container") is "@list" or "@set" or "@index" or "@language" or "@graph" or "@id" or "@type";
}

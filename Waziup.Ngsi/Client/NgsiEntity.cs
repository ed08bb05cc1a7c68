using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Waziup.Ngsi.Client.Http;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Client;

/// <summary>An entity as JSON text, in any of the representations, with what one wants to read from it.</summary>
/// <remarks>Immutable. Numbers and times keep the text they came with. A fragment for an update is one too, without id and type.</remarks>
[JsonConverter(typeof(EntityConverter))]
public sealed class NgsiEntity
{
    private static readonly HashSet<string> Reserved =
        new(["id", "type", "scope", "@context", "createdAt", "modifiedAt", "deletedAt", "expiresAt"], StringComparer.Ordinal);

    internal NgsiEntity(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new JsonException($"an entity is a JSON object, not a JSON {json.ValueKind}");
        Json = json;
        Types = Texts("type");
        if (json.TryGetProperty("id"u8, out var id) && id.ValueKind == JsonValueKind.String && EntityId.TryParse(id.GetString(), out var parsed))
            Id = parsed;
    }

    /// <summary>The whole entity.</summary>
    public JsonElement Json { get; }

    /// <summary>The id; none where a fragment or a projection has none.</summary>
    public EntityId Id { get; }

    /// <summary>The types, as the @context of the answer names them.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary>The scopes (4.18).</summary>
    public IReadOnlyList<string> Scopes => Texts("scope");

    /// <summary>The @context inside; null where it comes as a header.</summary>
    public JsonElement? Context => Member("@context");

    /// <summary>The names of the attributes, in their order.</summary>
    public IEnumerable<string> AttributeNames =>
        Json.EnumerateObject().Select(member => member.Name).Where(name => !Reserved.Contains(name));

    /// <summary>The text as UTF-8; lives as long as the entity.</summary>
    public ReadOnlySpan<byte> Utf8 => JsonMarshal.GetRawUtf8Value(Json);

    /// <summary>An attribute: the instance without a datasetId, else the first one; null where there is none of this name.</summary>
    public NgsiAttribute? this[string name]
    {
        get
        {
            var instances = Instances(name);
            return instances.FirstOrDefault(instance => instance.DatasetId is null) ?? (instances.Count > 0 ? instances[0] : null);
        }
    }

    /// <summary>All instances of an attribute (4.5.5), or all its readings where this is the past of an entity.</summary>
    public IReadOnlyList<NgsiAttribute> Instances(string name)
    {
        if (Reserved.Contains(name) || Member(name) is not { } json)
            return [];
        // An array of other things is the value of a simplified attribute.
        var isList = json.ValueKind == JsonValueKind.Array && json.GetArrayLength() > 0
            && json.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object && NgsiAttribute.KindOf(item) != AttributeKind.None);
        return isList ? [.. json.EnumerateArray().Select(item => new NgsiAttribute(item))] : [new NgsiAttribute(json)];
    }

    /// <summary>The instance of an attribute with this datasetId; null where there is none.</summary>
    public NgsiAttribute? Instance(string name, string datasetId) =>
        Instances(name).FirstOrDefault(instance => instance.DatasetId == datasetId);

    /// <summary>Reads an entity or a fragment.</summary>
    /// <exception cref="JsonException">The text is no JSON object, or deeper than 64 levels.</exception>
    public static NgsiEntity Parse(string json) => new(JsonElement.Parse(json));

    /// <inheritdoc cref="Parse(string)"/>
    public static NgsiEntity Parse(ReadOnlySpan<byte> utf8) => new(JsonElement.Parse(utf8));

    /// <summary>Takes an entity that was read already.</summary>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static NgsiEntity Of(JsonElement json) => new(json.Clone());

    /// <summary>The JSON text.</summary>
    public override string ToString() => Json.GetRawText();

    private JsonElement? Member(string name) => Json.TryGetProperty(name, out var member) ? member : null;

    private IReadOnlyList<string> Texts(string name) => Member(name) switch
    {
        { ValueKind: JsonValueKind.String } text => [text.GetString()!],
        { ValueKind: JsonValueKind.Array } list =>
            [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
        _ => [],
    };
}

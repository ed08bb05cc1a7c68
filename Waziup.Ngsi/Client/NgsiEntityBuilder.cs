using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Client;

/// <summary>Writes an entity, or a fragment of one, attribute by attribute.</summary>
/// <remarks>An attribute that is named again gets another instance; each but one of them needs a datasetId (4.5.5). Not thread-safe.</remarks>
public sealed class NgsiEntityBuilder
{
    private const string Null = "urn:ngsi-ld:null";

    private readonly JsonObject _json = [];

    /// <summary>Begins a fragment: what an update, an append or a merge carries.</summary>
    public NgsiEntityBuilder()
    {
    }

    /// <summary>Begins an entity.</summary>
    /// <exception cref="ArgumentException">The id is no absolute URI, or there is no type.</exception>
    public NgsiEntityBuilder(ResourceId id, params string[] types)
    {
        ArgumentOutOfRangeException.ThrowIfZero(types.Length, nameof(types));
        _json["id"] = id.Known;
        _json["type"] = Words(types);
    }

    /// <summary>Puts an @context into the entity: a URL, or an array or object of JSON-LD. It then goes out as <c>application/ld+json</c>.</summary>
    public NgsiEntityBuilder Context(JsonNode context) => Set("@context", context);

    /// <summary>Sets the scopes (4.18).</summary>
    public NgsiEntityBuilder Scope(params string[] scopes) => Set("scope", Words(scopes));

    /// <summary>Adds a property (4.5.2).</summary>
    /// <param name="name">The name: a term of the @context, or an IRI.</param>
    /// <param name="value">A text, a number, a truth, or any other JSON.</param>
    /// <param name="observedAt">When the value was observed.</param>
    /// <param name="unitCode">The unit, a UN/CEFACT code.</param>
    /// <param name="datasetId">Which of several instances this is.</param>
    public NgsiEntityBuilder Property(
        string name, JsonNode value, DateTimeOffset? observedAt = null, string? unitCode = null, string? datasetId = null)
    {
        var attribute = Attribute("Property", "value", value, observedAt, datasetId);
        if (unitCode is not null)
            attribute["unitCode"] = unitCode;
        return Add(name, attribute);
    }

    /// <summary>Adds a relationship to another entity (4.5.3).</summary>
    public NgsiEntityBuilder Relationship(string name, ResourceId target, DateTimeOffset? observedAt = null, string? datasetId = null) =>
        Add(name, Attribute("Relationship", "object", target.Known, observedAt, datasetId));

    /// <summary>Adds a place (4.7): a GeoJSON geometry.</summary>
    public NgsiEntityBuilder GeoProperty(string name, JsonNode geometry, DateTimeOffset? observedAt = null, string? datasetId = null) =>
        Add(name, Attribute("GeoProperty", "value", geometry, observedAt, datasetId));

    /// <summary>Adds a place that is a point, in degrees (WGS 84).</summary>
    public NgsiEntityBuilder Point(string name, double longitude, double latitude, DateTimeOffset? observedAt = null, string? datasetId = null) =>
        GeoProperty(name, new JsonObject { ["type"] = "Point", ["coordinates"] = new JsonArray(longitude, latitude) }, observedAt, datasetId);

    /// <summary>Adds an attribute of any kind, written as the standard writes it; a value alone is what a simplified body has.</summary>
    public NgsiEntityBuilder Add(string name, JsonNode attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        var own = Own(attribute);
        switch (_json[name])
        {
            case null:
                _json[name] = own;
                break;
            case JsonArray instances:
                instances.Add(own);
                break;
            case { } first:
                _json[name] = null;
                _json[name] = new JsonArray(first, own);
                break;
        }
        return this;
    }

    /// <summary>Says that an attribute is to go, where the entity is merged (4.5.0, NGSI-LD Null).</summary>
    public NgsiEntityBuilder Remove(string name) => Set(name, Null);

    /// <summary>The entity or fragment as it is now; the builder may go on.</summary>
    public NgsiEntity Build()
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            _json.WriteTo(writer);
        return NgsiEntity.Parse(bytes.WrittenSpan);
    }

    private static JsonObject Attribute(string type, string member, JsonNode value, DateTimeOffset? observedAt, string? datasetId)
    {
        ArgumentNullException.ThrowIfNull(value);
        var attribute = new JsonObject { ["type"] = type, [member] = Own(value) };
        if (observedAt is { } time)
            attribute["observedAt"] = Instant.Of(time).ToString();
        if (datasetId is not null)
            attribute["datasetId"] = datasetId;
        return attribute;
    }

    // A node can stand in one place only.
    private static JsonNode Own(JsonNode node) => node.Parent is null ? node : node.DeepClone();

    private static JsonNode Words(string[] words) => words is [var single] ? single : new JsonArray([.. words.Select(word => (JsonNode)word)]);

    private NgsiEntityBuilder Set(string name, JsonNode value)
    {
        _json[name] = Own(value);
        return this;
    }
}

using System.Text.Json;
using Waziup.Ngsi.Client.Http;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Client;

/// <summary>One instance of an attribute, in any of the representations.</summary>
public sealed class NgsiAttribute
{
    // Each kind with the member that holds its value; concise attributes leave the kind away, and the first of these members tells it.
    private static readonly (AttributeKind Kind, string Name, string Member)[] Kinds =
    [
        (AttributeKind.Property, "Property", "value"),
        (AttributeKind.Relationship, "Relationship", "object"),
        (AttributeKind.GeoProperty, "GeoProperty", "value"),
        (AttributeKind.LanguageProperty, "LanguageProperty", "languageMap"),
        (AttributeKind.VocabProperty, "VocabProperty", "vocab"),
        (AttributeKind.ListProperty, "ListProperty", "valueList"),
        (AttributeKind.ListRelationship, "ListRelationship", "objectList"),
        (AttributeKind.JsonProperty, "JsonProperty", "json"),
    ];

    private readonly string? _member;

    internal NgsiAttribute(JsonElement json)
    {
        Json = json;
        (Kind, _member) = Read(json);
    }

    /// <summary>The attribute as it came.</summary>
    public JsonElement Json { get; }

    /// <summary>The kind; none in the simplified representation, which does not tell.</summary>
    public AttributeKind Kind { get; }

    /// <summary>The value, whatever member it stands in: value, object, languageMap and so on, or the attribute itself.</summary>
    public JsonElement Value => _member is null ? Json : Member(_member) ?? default;

    /// <summary>The value as a number; null where it is none.</summary>
    public double? Number => Value.ValueKind == JsonValueKind.Number ? Value.GetDouble() : null;

    /// <summary>The value as a text; null where it is none.</summary>
    public string? Text => Value.ValueKind == JsonValueKind.String ? Value.GetString() : null;

    /// <summary>The entity that a relationship leads to, or the first of several; null where the value is no URI.</summary>
    public EntityId? Object => Objects is [var first, ..] ? first : null;

    /// <summary>The entities that a relationship leads to.</summary>
    public IReadOnlyList<EntityId> Objects => Value.ValueKind switch
    {
        JsonValueKind.String => Ids([Value]),
        JsonValueKind.Array => Ids(Value.EnumerateArray()),
        _ => [],
    };

    /// <summary>When the value was observed.</summary>
    public DateTimeOffset? ObservedAt => Time("observedAt");

    /// <summary>When the attribute was created; only where system attributes were asked for.</summary>
    public DateTimeOffset? CreatedAt => Time("createdAt");

    /// <summary>When the attribute was last written; only where system attributes were asked for.</summary>
    public DateTimeOffset? ModifiedAt => Time("modifiedAt");

    /// <summary>The unit of the value, a UN/CEFACT code such as <c>CEL</c>.</summary>
    public string? UnitCode => Word("unitCode");

    /// <summary>Which of several instances this is; null for the default one.</summary>
    public string? DatasetId => Word("datasetId");

    /// <summary>An attribute of this attribute; null where there is none of this name.</summary>
    public NgsiAttribute? this[string name] => _member is not null && Member(name) is { } json ? new NgsiAttribute(json) : null;

    /// <summary>The JSON text.</summary>
    public override string ToString() => Json.GetRawText();

    internal static AttributeKind KindOf(JsonElement json) => Read(json).Kind;

    private static (AttributeKind Kind, string? Member) Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return (AttributeKind.None, null);
        var type = json.TryGetProperty("type"u8, out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        foreach (var (kind, name, member) in Kinds)
        {
            if (type == name || (type is null && json.TryGetProperty(member, out _)))
                return (kind, member);
        }
        // A concise geometry stands for itself (4.5.1).
        return (type is not null && json.TryGetProperty("coordinates"u8, out _) ? AttributeKind.GeoProperty : AttributeKind.None, null);
    }

    private static List<EntityId> Ids(IEnumerable<JsonElement> items)
    {
        var ids = new List<EntityId>();
        foreach (var item in items)
        {
            // objectList writes each as {"object": id} (4.5.22).
            var text = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("object"u8, out var inner) ? inner : item;
            if (text.ValueKind == JsonValueKind.String && EntityId.TryParse(text.GetString(), out var id))
                ids.Add(id);
        }
        return ids;
    }

    private JsonElement? Member(string name) =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out var member) ? member : null;

    private string? Word(string name) => Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private DateTimeOffset? Time(string name) => InstantText.Read(Word(name));
}

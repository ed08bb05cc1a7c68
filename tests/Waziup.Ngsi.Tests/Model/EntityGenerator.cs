using System.Text.Json;
using System.Text.Json.Nodes;

namespace Waziup.Ngsi.Tests.Model;

/// <summary>Makes random entities in normalized form: every kind and member, several instances, sub-attributes, values that look like something else.</summary>
internal sealed class EntityGenerator(Random random)
{
    private static readonly string[] Texts = ["", "x", "Gerät", "\"quoted\" \\ \u0007", "😀", "urn:x:1", "@none", "2026-01-01T00:00:00Z", "Property", "</a>"];
    private static readonly string[] Names = ["a", "b", "c", "Höhe", "title", "https://example.org/d"];
    private static readonly string[] Times = ["2026-01-01T00:00:00Z", "2025-06-30T23:59:59.5Z", "2026-02-28T12:00:00.123456Z"];
    private static readonly string[] Numbers = ["0", "-0", "1.50", "1e3", "12345678901234567890", "-7"];

    /// <summary>Only what the simplified form does not lose: one instance each, nothing beside its value.</summary>
    public bool Bare { get; init; }

    public JsonObject Entity()
    {
        var entity = new JsonObject { ["id"] = "urn:ngsi-ld:T:1", ["type"] = Chance(4) ? new JsonArray("T", "https://example.org/U") : "T" };
        if (Chance(3))
            entity["scope"] = Chance(2) ? "/a/b" : new JsonArray("/a", "c");
        foreach (var name in Names)
        {
            if (Chance(2))
                entity[name] = !Bare && Chance(3) ? Instances() : Attribute(3);
        }
        if (Chance(3))
            entity["location"] = new JsonObject { ["type"] = "GeoProperty", ["value"] = Geometry() };
        return entity;
    }

    private JsonArray Instances()
    {
        var instances = new JsonArray();
        for (var i = random.Next(2); i < 3; i++)
        {
            var instance = Attribute(2);
            if (i > 0)
                instance["datasetId"] = $"urn:d:{i}";
            instances.Add((JsonNode)instance);
        }
        return instances;
    }

    private JsonObject Attribute(int depth)
    {
        var instance = random.Next(8) switch
        {
            0 => New("GeoProperty", "value", Geometry()),
            1 => New("Relationship", "object", Chance(2) ? "urn:x:1" : new JsonArray("urn:x:1", "https://example.org/é")),
            2 => New("LanguageProperty", "languageMap", new JsonObject { ["en"] = Text(), ["de"] = new JsonArray(Text(), Text()) }),
            3 => New("VocabProperty", "vocab", Chance(2) ? "k" : new JsonArray("k", "https://example.org/v")),
            4 => New("ListProperty", "valueList", new JsonArray(Value(2), Value(1))),
            5 => New("ListRelationship", "objectList", new JsonArray(new JsonObject { ["object"] = "urn:x:1" }, new JsonObject { ["object"] = "urn:x:2" })),
            6 => New("JsonProperty", "json", new JsonObject { ["type"] = "Property", ["n"] = null, ["v"] = Value(2), ["@id"] = "urn:ngsi-ld:null" }),
            _ => New("Property", "value", Bare ? Number() : Value(3)),
        };
        if (Bare)
            return instance;
        var kind = (string)instance["type"]!;
        if (kind is "Property" or "GeoProperty" or "ListProperty" && Chance(3))
            instance["unitCode"] = "CEL";
        if (Chance(3))
            instance["observedAt"] = Times[random.Next(Times.Length)];
        if (Chance(8))
            instance["expiresAt"] = "2040-01-01T00:00:00Z";
        if (kind is "Relationship" or "ListRelationship" && Chance(3))
            instance["objectType"] = "T";
        if (kind is "Property" && Chance(5))
            instance["valueType"] = "DateTime";
        for (var i = 0; i < depth && Chance(3); i++)
            instance[$"sub{i}"] = Attribute(depth - 1);
        return instance;
    }

    private JsonNode Value(int depth) => random.Next(depth > 0 ? 9 : 3) switch
    {
        0 => Text(),
        1 => Number(),
        2 => JsonValue.Create(Chance(2)),
        3 => new JsonArray(Value(depth - 1), Value(depth - 1)),
        4 => new JsonArray(),
        // What could be taken for an attribute, or for several.
        5 => new JsonObject { ["value"] = Value(depth - 1), ["x"] = Value(depth - 1) },
        6 => new JsonArray(new JsonObject { ["type"] = "Property", ["value"] = Value(depth - 1) }),
        7 => Geometry(),
        _ => new JsonObject { ["type"] = "Relationship", ["n"] = Number() },
    };

    private JsonObject Geometry() => Chance(2)
        ? new JsonObject { ["type"] = "Point", ["coordinates"] = new JsonArray(random.Next(-180, 180), 1.5) }
        : new JsonObject { ["type"] = "LineString", ["coordinates"] = new JsonArray(new JsonArray(0, 0), new JsonArray(1, random.Next(90))) };

    private JsonNode Text() => Texts[random.Next(Texts.Length)];

    private JsonNode Number() => JsonNode.Parse(Numbers[random.Next(Numbers.Length)])!;

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;

    private static JsonObject New(string kind, string member, JsonNode value) => new() { ["type"] = kind, [member] = value };
}

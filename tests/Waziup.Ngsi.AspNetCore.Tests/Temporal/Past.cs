using System.Globalization;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Broker;

namespace Waziup.Ngsi.AspNetCore.Tests.Temporal;

/// <summary>Tanks with a past, and how to read it. All readings are of 1 June 2025; the clock of the broker starts on 1 January 2026.</summary>
static class Past
{
    public const string All = "/temporal/entities";
    public const string One = All + "/urn:ngsi-ld:Tank:1";
    public const string Query = "/temporal/entityOperations/query";

    /// <summary>The same tank as it is now.</summary>
    public const string Current = "/entities/urn:ngsi-ld:Tank:1";

    /// <summary>Every kind of attribute, read once at ten.</summary>
    public const string Kinds = """
        "level":[{"type":"Property","value":1,"unitCode":"CMT","observedAt":"2025-06-01T10:00:00Z","quality":{"type":"Property","value":0.9}}],
        "location":[{"type":"GeoProperty","value":{"type":"Point","coordinates":[1.5,2]},"observedAt":"2025-06-01T10:00:00Z"}],
        "owner":[{"type":"Relationship","object":"urn:ngsi-ld:Person:1","observedAt":"2025-06-01T10:00:00Z"}],
        "name":[{"type":"LanguageProperty","languageMap":{"en":"tank","fr":"cuve"},"observedAt":"2025-06-01T10:00:00Z"}],
        "kind":[{"type":"VocabProperty","vocab":"Cistern","observedAt":"2025-06-01T10:00:00Z"}],
        "raw":[{"type":"JsonProperty","json":{"id":1,"type":null},"observedAt":"2025-06-01T10:00:00Z"}],
        "list":[{"type":"ListProperty","valueList":[1,2.5],"observedAt":"2025-06-01T10:00:00Z"}],
        "links":[{"type":"ListRelationship","objectList":[{"object":"urn:x:1"},{"object":"urn:x:2"}],"observedAt":"2025-06-01T10:00:00Z"}]
        """;

    public static string Tank(int number, string attributes) => $$"""{"id":"urn:ngsi-ld:Tank:{{number}}","type":"Tank",{{attributes}}}""";

    public static string At(int hour) => $"2025-06-01T{hour:00}:00:00Z";

    /// <summary>One reading: its value is the hour at which it was taken.</summary>
    public static string Reading(int hour) => $$"""{"type":"Property","value":{{hour}},"observedAt":"{{At(hour)}}"}""";

    /// <summary>An attribute with a reading for each of these hours.</summary>
    public static string Hourly(string attribute, params int[] hours) => $"\"{attribute}\":[{string.Join(',', hours.Select(Reading))}]";

    /// <summary>A broker with one tank that was born by its past.</summary>
    public static async Task<TestBroker> StartAsync(string attributes, Action<NgsiLdOptions>? options = null)
    {
        var broker = await TestBroker.StartAsync(options: options);
        await broker.RecordAsync(Tank(1, attributes));
        return broker;
    }

    /// <summary>Records what was not there before and insists on success.</summary>
    public static async Task RecordAsync(this TestBroker broker, string entity, params string[] headers)
    {
        var answer = await broker.PostAsync(All, entity, headers);
        Assert.True(answer.Status == 201, $"{answer.Status} {answer.Body}");
    }

    /// <summary>Adds instances to the first tank and insists on success.</summary>
    public static async Task AddAsync(this TestBroker broker, string attributes) => (await broker.PostAsync(One + "/attrs", $"{{{attributes}}}")).IsBare(204);

    /// <summary>The past of the first tank, without the ids of its instances.</summary>
    public static async Task<JsonNode> ReadAsync(this TestBroker broker, string query = "")
    {
        var answer = await broker.GetAsync(One + "?" + query);
        Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");
        return Plain(answer.Json);
    }

    /// <summary>The id of the instance that has this number as its value.</summary>
    public static async Task<string> InstanceAsync(this TestBroker broker, string attribute, int value) =>
        (string)(await broker.GetAsync(One)).Json[attribute]!.AsArray().Single(instance => (int)instance!["value"]! == value)!["instanceId"]!;

    /// <summary>The values of an attribute as they come; empty where there is none.</summary>
    public static string Values(JsonNode entity, string attribute) =>
        string.Join(',', (entity[attribute]?.AsArray() ?? []).Select(instance => ((int)instance!["value"]!).ToString(CultureInfo.InvariantCulture)));

    /// <summary>Insists that every instance has an id of its own and takes these out, and with them attributes that have no instance.</summary>
    public static JsonNode Plain(JsonNode answer)
    {
        var ids = new HashSet<string>();
        foreach (var entity in answer is JsonArray page ? page.Select(item => item!.AsObject()) : [answer.AsObject()])
        {
            foreach (var (name, member) in entity.Where(member => member.Value is JsonArray && member.Key is not ("type" or "@context")).ToArray())
            {
                foreach (var instance in member!.AsArray().Select(item => item!.AsObject()))
                {
                    // A scope is no attribute (4.18): nothing says that its instances have ids.
                    if (name == "scope" && !instance.ContainsKey("instanceId"))
                        continue;
                    var id = (string?)instance["instanceId"];
                    Assert.StartsWith("urn:ngsi-ld:Instance:", id, StringComparison.Ordinal);
                    Assert.True(ids.Add(id!), $"{id} twice");
                    instance.Remove("instanceId");
                }
                if (member.AsArray().Count == 0)
                    entity.Remove(name);
            }
        }
        return answer;
    }
}

using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.Federation;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>A source that knows an older version is written to in the words of that one (4.3.6.8, 6.3.19).</summary>
public sealed class OlderSourceTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";

    private const string Newest = """
        {"id":"urn:ngsi-ld:Tank:1","type":["Tank","Store"],"scope":"/farm","expiresAt":"2099-01-01T00:00:00Z",
         "log":{"json":{"a":[1]}},"kind":{"vocab":"big"},"levels":{"valueList":[1,2]},
         "pipes":{"objectList":[{"object":"urn:p:1"},{"object":"urn:p:2"}],"objectType":"Pipe"},
         "owner":{"type":"Relationship","object":"urn:o:1","objectType":"Person"},
         "name":{"languageMap":{"en":"tank"}},
         "level":[{"type":"Property","value":1,"unitCode":"LTR","observedAt":"2026-01-01T00:00:00Z","by":{"json":[7]}},
                  {"type":"Property","value":2,"datasetId":"urn:d:1"}] }
        """;

    [Theory]
    [InlineData("1.9", "log.json levels.valueList pipes.objectList name.languageMap owner.objectType scope expiresAt 2 types 2 levels")]
    [InlineData("1.8", "log.json levels.valueList pipes.objectList name.languageMap owner.objectType scope 2 types 2 levels")]
    [InlineData("1.7", "log.value levels.value pipes.object name.languageMap scope 2 types 2 levels")]
    [InlineData("1.3", "log.value levels.value pipes.object name.value 2 types 2 levels")]
    [InlineData("1.2", "log.value levels.value pipes.object name.value")]
    public async Task A_new_entity_arrives_in_the_words_of_the_source(string version, string told)
    {
        var sent = await SentAsync(version, broker => broker.PostAsync("/entities", Newest));

        Assert.Equal("urn:ngsi-ld:Tank:1", (string?)sent["id"]);
        Assert.Equal(told, string.Join(' ', Told(sent)));
        Assert.Equal("[1,2]", (sent["levels"]!["valueList"] ?? sent["levels"]!["value"])!.ToJsonString());
    }

    [Fact]
    public async Task What_an_older_version_says_otherwise_is_said_so()
    {
        var sent = await SentAsync("1.2", broker => broker.PostAsync("/entities", Newest));

        Assert.Equal("""{"type":"Property","value":{"a":[1]}}""", sent["log"]!.ToJsonString());
        Assert.Equal("""{"type":"Property","value":"big"}""", sent["kind"]!.ToJsonString());
        Assert.Equal("""{"type":"Relationship","object":["urn:p:1","urn:p:2"]}""", sent["pipes"]!.ToJsonString());
        Assert.Equal("""{"type":"Property","value":{"en":"tank"}}""", sent["name"]!.ToJsonString());
        Assert.Equal("""{"type":"Property","value":1,"by":{"type":"Property","value":[7]}}""", sent["level"]!.ToJsonString());
    }

    [Theory]
    [InlineData("POST", "/attrs", """{"log":{"json":{"b":8}},"level":{"value":3,"expiresAt":"2099-01-01T00:00:00Z"}}""", """{"log":{"type":"Property","value":{"b":8}},"level":{"type":"Property","value":3}}""")]
    [InlineData("PATCH", "/attrs", """{"log":{"json":{"b":8}}}""", """{"log":{"type":"Property","value":{"b":8}}}""")]
    [InlineData("PUT", "/attrs/log", """{"type":"JsonProperty","json":{"b":8}}""", """{"type":"Property","value":{"b":8}}""")]
    [InlineData("PATCH", "/attrs/owner", """{"objectType":"Person"}""", """{"objectType":"Person"}""")]
    [InlineData("PATCH", "", """{"log":"urn:ngsi-ld:null","level":{"expiresAt":"2099-01-01T00:00:00Z"}}""", """{"log":"urn:ngsi-ld:null","level":{"expiresAt":"2099-01-01T00:00:00Z"}}""")]
    [InlineData("PATCH", "?options=keyValues", """{"level":5,"log":{"a":1}}""", """{"level":5,"log":{"a":1}}""")]
    [InlineData("PATCH", "/attrs", """{"level":{"value":"urn:ngsi-ld:null","datasetId":"urn:nullable:1"}}""", """{"level":{"value":"urn:ngsi-ld:null","datasetId":"urn:nullable:1"}}""")]
    public async Task So_do_whole_attributes_and_what_changes_a_part_of_one_goes_as_it_came(string method, string path, string body, string told)
    {
        var sent = await SentAsync("1.7", broker => broker.SendAsync(method, One + path, body));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(told), sent), sent.ToJsonString());
    }

    [Fact]
    public async Task Another_instance_does_not_take_the_place_of_the_only_one_that_a_source_knows()
    {
        var sent = await SentAsync("1.2", broker => broker.PostAsync(One + "/attrs", """{"level":{"value":7,"datasetId":"urn:d:1"},"log":{"value":1}}"""));

        Assert.Equal("""{"log":{"type":"Property","value":1}}""", sent.ToJsonString());
    }

    [Fact]
    public async Task So_do_the_entities_of_a_batch_and_the_parts_that_a_source_is_registered_for()
    {
        var sent = await SentAsync("1.7", broker => broker.PostAsync("/entityOperations/upsert", $"[{Newest}]"), """["log","name"]""");

        Assert.Equal("id log name scope type", string.Join(' ', sent[0]!.AsObject().Select(member => member.Key).Order()));
    }

    private static IEnumerable<string> Told(JsonNode sent)
    {
        foreach (var (name, members) in new[] { ("log", "json value"), ("levels", "valueList value"), ("pipes", "objectList object"), ("name", "languageMap value"), ("owner", "objectType") })
        {
            foreach (var member in members.Split(' ').Where(member => sent[name]![member] is not null))
                yield return $"{name}.{member}";
        }
        foreach (var member in new[] { "scope", "expiresAt" }.Where(member => sent[member] is not null))
            yield return member;
        if (sent["type"] is JsonArray)
            yield return $"{sent["type"]!.AsArray().Count} types";
        if (sent["level"] is JsonArray levels)
            yield return $"{levels.Count} levels";
    }

    /// <summary>What a source that knows a version gets.</summary>
    private static async Task<JsonNode> SentAsync(string version, Func<TestBroker, Task<Answer>> write, string? attributes = null)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("old", call => new RemoteReply(RemoteResult.Answered, call.Method == "POST" && !call.Uri.AbsolutePath.EndsWith("/attrs", StringComparison.Ordinal) ? 201 : 204, default));
        await broker.RegisterAsync(
            "old", "redirect", "\"id\":\"urn:ngsi-ld:Tank:1\",\"type\":\"Tank\"", attributes, more: $$""","contextSourceInfo":[{"key":"ngsildConformance","value":"{{version}}"}]""");
        var answer = await write(broker);
        Assert.True(answer.Status is 201 or 204, $"{answer.Status} {answer.Body}");
        return Assert.Single(network.Calls).Json();
    }
}

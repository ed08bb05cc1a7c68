using System.Text.Json.Nodes;

namespace Waziup.Ngsi.AspNetCore.Tests;

/// <summary>/entities/{id}/attrs and below (6.6, 6.7).</summary>
public sealed class AttributeTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";
    private const string Attrs = One + "/attrs";

    [Fact]
    public async Task Appending_overwrites_and_adds()
    {
        await using var broker = await StartAsync();

        (await broker.PostAsync(Attrs + "/", """{"level":{"type":"Property","value":5},"owner":{"type":"Property","value":"x"}}""")).IsBare(204);

        var after = await ReadAsync(broker);
        Assert.Equal(5, (int)after["level"]!["value"]!);
        Assert.Null(after["level"]!["unitCode"]);
        Assert.Equal("x", (string?)after["owner"]!["value"]);
    }

    [Fact]
    public async Task Appending_without_overwriting_tells_what_it_left()
    {
        await using var broker = await StartAsync();

        var partly = await broker.PostAsync(Attrs + "?options=noOverwrite", """{"level":{"type":"Property","value":5},"owner":{"type":"Property","value":"x"}}""");
        var wholly = await broker.PostAsync(Attrs + "?options=noOverwrite", """{"colour":{"type":"Property","value":"red"}}""");

        Assert.Equal(207, partly.Status);
        Assert.Equal("application/json", partly["Content-Type"]);
        Assert.Equal("""["https://uri.etsi.org/ngsi-ld/default-context/owner"]""", partly.Json["updated"]!.ToJsonString());
        Assert.Equal("https://uri.etsi.org/ngsi-ld/default-context/level", (string?)partly.Json["notUpdated"]!.AsArray().Single()!["attributeName"]);
        Assert.NotEmpty((string)partly.Json["notUpdated"]![0]!["reason"]!);
        wholly.IsBare(204);
        Assert.Equal(1, (int)(await ReadAsync(broker))["level"]!["value"]!);
    }

    [Fact]
    public async Task Updating_replaces_instances_and_adds_what_was_not_there()
    {
        await using var broker = await StartAsync();

        (await broker.PatchAsync(Attrs, """{"level":{"type":"Property","value":5},"owner":{"type":"Property","value":"x"}}""")).IsBare(204);

        var after = await ReadAsync(broker);
        Assert.Null(after["level"]!["unitCode"]);
        Assert.NotNull(after["owner"]);
    }

    [Fact]
    public async Task A_scope_can_be_updated_only_where_there_is_one()
    {
        await using var broker = await StartAsync();

        var refused = await broker.PatchAsync(Attrs, """{"scope":"/a"}""");
        (await broker.PostAsync(Attrs, """{"scope":"/a"}""")).IsBare(204);
        (await broker.PatchAsync(Attrs, """{"scope":"/b"}""")).IsBare(204);

        Assert.Equal(207, refused.Status);
        Assert.Equal("[]", refused.Json["updated"]!.ToJsonString());
        Assert.Equal("https://uri.etsi.org/ngsi-ld/scope", (string?)refused.Json["notUpdated"]![0]!["attributeName"]);
        Assert.Equal("/b", (string?)(await ReadAsync(broker))["scope"]);
        (await broker.DeleteAsync(Attrs + "/scope")).IsBare(204);
        (await broker.DeleteAsync(Attrs + "/scope")).IsProblem(404, "ResourceNotFound");
    }

    [Fact]
    public async Task A_partial_update_leaves_what_it_does_not_name()
    {
        await using var broker = await StartAsync();

        (await broker.PatchAsync(Attrs + "/level", """{"value":5}""")).IsBare(204);

        var after = await ReadAsync(broker);
        Assert.Equal(5, (int)after["level"]!["value"]!);
        Assert.Equal("CMT", (string?)after["level"]!["unitCode"]);
    }

    [Fact]
    public async Task Replacing_an_attribute_keeps_when_it_was_created()
    {
        await using var broker = await StartAsync();
        broker.Clock.Advance(TimeSpan.FromHours(1));

        (await broker.SendAsync("PUT", Attrs + "/level", """{"type":"Relationship","object":"urn:x:y"}""")).IsBare(204);

        var level = (await broker.GetAsync(One + "?options=sysAttrs")).Json["level"]!;
        Assert.Equal("Relationship", (string?)level["type"]);
        Assert.Equal("2026-01-01T00:00:00Z", (string?)level["createdAt"]);
        Assert.Equal("2026-01-01T01:00:00Z", (string?)level["modifiedAt"]);
    }

    [Theory]
    [InlineData("", """["urn:d:1"]""")]
    [InlineData("?datasetId=@none", """["urn:d:1"]""")]
    [InlineData("?datasetId=urn:d:1", """[null]""")]
    [InlineData("?deleteAll=true", "[]")]
    public async Task Deleting_takes_the_default_instance_or_the_one_named_or_all(string query, string left)
    {
        await using var broker = await StartAsync();
        (await broker.PostAsync(Attrs, """{"level":{"type":"Property","value":2,"datasetId":"urn:d:1"}}""")).IsBare(204);

        (await broker.DeleteAsync(Attrs + "/level" + query)).IsBare(204);

        var level = (await ReadAsync(broker))["level"];
        var datasets = level is null ? [] : level is JsonArray many ? many.Select(one => (string?)one!["datasetId"]) : [(string?)level["datasetId"]];
        Assert.Equal(left, System.Text.Json.JsonSerializer.Serialize(datasets));
    }

    [Theory]
    [InlineData("PATCH", "/level", """{"datasetId":"urn:d:9","value":1}""")]
    [InlineData("PATCH", "/absent", """{"value":1}""")]
    [InlineData("PUT", "/absent", """{"type":"Property","value":1}""")]
    [InlineData("PUT", "/level", """{"type":"Property","value":1,"datasetId":"urn:d:9"}""")]
    [InlineData("DELETE", "/absent", null)]
    [InlineData("DELETE", "/level?datasetId=urn:d:9", null)]
    public async Task What_is_not_there_is_not_found(string method, string path, string? body)
    {
        await using var broker = await StartAsync();
        var before = (await broker.GetAsync(One + "?options=sysAttrs")).Body;

        (await broker.SendAsync(method, Attrs + path, body)).IsProblem(404, "ResourceNotFound");

        Assert.Equal(before, (await broker.GetAsync(One + "?options=sysAttrs")).Body);
    }

    [Theory]
    [InlineData("POST", "", "{}", null)]
    [InlineData("PATCH", "/level", """{"type":"Relationship","object":"urn:x:y"}""", "BadRequestData")]
    [InlineData("PATCH", "/level", "{}", "BadRequestData")]
    [InlineData("PATCH", "/scope", """{"value":"/a"}""", "BadRequestData")]
    [InlineData("PUT", "/scope", """{"type":"Property","value":"/a"}""", "BadRequestData")]
    [InlineData("PUT", "/invalid(Name", """{"type":"Property","value":1}""", "BadRequestData")]
    [InlineData("PATCH", "/@invalid", """{"value":1}""", "BadRequestData")]
    [InlineData("DELETE", "/invalid(Name", null, "BadRequestData")]
    [InlineData("DELETE", "/%2e", null, "BadRequestData")]
    [InlineData("DELETE", "/%2e%2e", null, "BadRequestData")]
    [InlineData("DELETE", "/%252e%252e", null, "BadRequestData")]
    [InlineData("DELETE", "/level?datasetId=nothing", null, "BadRequestData")]
    [InlineData("DELETE", "/level?deleteAll=yes", null, "BadRequestData")]
    [InlineData("PATCH", "/level", """{"value":{"a":"urn:ngsi-ld:null"}}""", "BadRequestData")]
    [InlineData("POST", "", """{"level":{"type":"Property","value":"urn:ngsi-ld:null"}}""", "BadRequestData")]
    [InlineData("PATCH", "", """{"level":{"type":"Property","value":1,"observedAt":"yesterday"}}""", "BadRequestData")]
    [InlineData("PATCH", "", """{"level":""", "InvalidRequest")]
    [InlineData("PATCH", "", "", "InvalidRequest")]
    public async Task What_is_wrong_is_refused_and_changes_nothing(string method, string path, string? body, string? problem)
    {
        await using var broker = await StartAsync();
        var before = (await broker.GetAsync(One + "?options=sysAttrs")).Body;
        broker.Clock.Advance(TimeSpan.FromSeconds(1));

        var answer = await broker.SendAsync(method, Attrs + path, body);

        if (problem is null)
            answer.IsBare(204);
        else
            answer.IsProblem(400, problem);
        Assert.Equal(before, (await broker.GetAsync(One + "?options=sysAttrs")).Body);
    }

    private static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));
        return broker;
    }

    private static async Task<JsonNode> ReadAsync(TestBroker broker) => (await broker.GetAsync(One)).Json;
}

using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>What was before is told beside what is now (4.5.24).</summary>
public sealed class ShowChangesTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";

    /// <summary>Before, after, what is told in normalized form, what in concise form.</summary>
    public static TheoryData<string, string, string, string> Kinds => new()
    {
        {
            """{"type":"Property","value":40}""", """{"type":"Property","value":42,"unitCode":"P1"}""",
            """{"type":"Property","value":42,"previousValue":40,"unitCode":"P1"}""", """{"value":42,"previousValue":40,"unitCode":"P1"}"""
        },
        {
            """{"type":"Property","value":{"a":[1,2]}}""", """{"type":"Property","value":"x"}""",
            """{"type":"Property","value":"x","previousValue":{"a":[1,2]}}""", """{"value":"x","previousValue":{"a":[1,2]}}"""
        },
        {
            """{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]}}""", """{"type":"GeoProperty","value":{"type":"Point","coordinates":[3,4]}}""",
            """{"type":"GeoProperty","value":{"type":"Point","coordinates":[3,4]},"previousValue":{"type":"Point","coordinates":[1,2]}}""",
            """{"value":{"type":"Point","coordinates":[3,4]},"previousValue":{"type":"Point","coordinates":[1,2]}}"""
        },
        {
            """{"type":"Relationship","object":"urn:x:1"}""", """{"type":"Relationship","object":["urn:x:2","urn:x:3"]}""",
            """{"type":"Relationship","object":["urn:x:2","urn:x:3"],"previousObject":"urn:x:1"}""", """{"object":["urn:x:2","urn:x:3"],"previousObject":"urn:x:1"}"""
        },
        {
            """{"type":"LanguageProperty","languageMap":{"en":"tank","fr":"cuve"}}""", """{"type":"LanguageProperty","languageMap":{"en":"pool"}}""",
            """{"type":"LanguageProperty","languageMap":{"en":"pool"},"previousLanguageMap":{"en":"tank","fr":"cuve"}}""",
            """{"languageMap":{"en":"pool"},"previousLanguageMap":{"en":"tank","fr":"cuve"}}"""
        },
        {
            """{"type":"VocabProperty","vocab":"Cistern"}""", """{"type":"VocabProperty","vocab":["Pool","Pond"]}""",
            """{"type":"VocabProperty","vocab":["Pool","Pond"],"previousVocab":"Cistern"}""", """{"vocab":["Pool","Pond"],"previousVocab":"Cistern"}"""
        },
        {
            """{"type":"JsonProperty","json":{"id":1,"type":null}}""", """{"type":"JsonProperty","json":[{"b":2}]}""",
            """{"type":"JsonProperty","json":[{"b":2}],"previousJson":{"id":1,"type":null}}""", """{"json":[{"b":2}],"previousJson":{"id":1,"type":null}}"""
        },
        {
            """{"type":"ListProperty","valueList":[1,2]}""", """{"type":"ListProperty","valueList":[2,1]}""",
            """{"type":"ListProperty","valueList":[2,1],"previousValueList":[1,2]}""", """{"valueList":[2,1],"previousValueList":[1,2]}"""
        },
        {
            """{"type":"ListRelationship","objectList":[{"object":"urn:x:1"}]}""", """{"type":"ListRelationship","objectList":[{"object":"urn:x:2"}]}""",
            """{"type":"ListRelationship","objectList":[{"object":"urn:x:2"}],"previousObjectList":[{"object":"urn:x:1"}]}""",
            """{"objectList":["urn:x:2"],"previousObjectList":["urn:x:1"]}"""
        },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_changed_attribute_tells_what_it_was(string before, string after, string normalized, string concise)
    {
        await using var broker = await StartAsync(before, "\"showChanges\":true,\"format\":\"normalized\"");
        await broker.SubscribeAsync(notification: "\"showChanges\":true,\"format\":\"concise\"", id: "2");

        (await broker.PatchAsync(One + "/attrs", $$"""{"a":{{after}}}""")).IsBare(204);

        Notified[] told = [await broker.Notifier.NextAsync(), await broker.Notifier.NextAsync()];
        Array.Sort(told, (a, b) => string.CompareOrdinal(a.Endpoint.Uri.AbsolutePath, b.Endpoint.Uri.AbsolutePath));
        Found.IsJson(normalized, told[0].Entity["a"]);
        Found.IsJson(concise, told[1].Entity["a"]);
        Found.IsJson("""{"type":"Property","value":"left"}""", told[0].Entity["rest"]);
        Assert.Equal("left", (string?)told[1].Entity["rest"]);
        await broker.QuietAsync();
    }

    [Theory]
    [InlineData("PATCH", "/attrs/a", """{"value":2}""")]
    [InlineData("PATCH", "", """{"a":{"value":2}}""")]
    [InlineData("PUT", "/attrs/a", """{"type":"Property","value":2}""")]
    [InlineData("POST", "/attrs", """{"a":{"type":"Property","value":2}}""")]
    [InlineData("PUT", "", """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","a":{"type":"Property","value":2}}""")]
    public async Task However_it_was_changed(string method, string path, string body)
    {
        await using var broker = await StartAsync("""{"type":"Property","value":1}""", "\"showChanges\":true,\"attributes\":[\"a\"]");

        (await broker.SendAsync(method, One + path, body)).IsBare(204);

        Found.IsJson("""{"type":"Property","value":2,"previousValue":1}""", (await broker.Notifier.NextAsync()).Entity["a"]);
    }

    [Fact]
    public async Task What_is_new_was_nothing_before()
    {
        await using var broker = await StartAsync("""{"type":"Property","value":1}""", "\"showChanges\":true");

        await broker.CreateAsync(Samples.Tank(2));
        var created = await broker.Notifier.NextAsync();
        (await broker.PatchAsync(One + "/attrs", """{"new":{"type":"Property","value":1}}""")).IsBare(204);
        var added = await broker.Notifier.NextAsync();

        Assert.DoesNotContain("previous", created.Body.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("previous", added.Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(1, (int?)added.Entity["new"]!["value"]);
    }

    [Fact]
    public async Task Only_the_instance_that_changed_tells_it()
    {
        await using var broker = await StartAsync("""[{"type":"Property","value":1},{"type":"Property","value":2,"datasetId":"urn:d:2"}]""", "\"showChanges\":true");

        (await broker.PatchAsync(One + "/attrs", """{"a":{"type":"Property","value":3,"datasetId":"urn:d:2"}}""")).IsBare(204);

        Found.IsJson(
            """[{"type":"Property","value":1},{"type":"Property","value":3,"previousValue":2,"datasetId":"urn:d:2"}]""", (await broker.Notifier.NextAsync()).Entity["a"]);
    }

    [Fact]
    public async Task Another_kind_tells_what_it_was_as_the_kind_that_it_was()
    {
        await using var broker = await StartAsync("""{"type":"Property","value":1}""", "\"showChanges\":true");

        (await broker.SendAsync("PUT", One + "/attrs/a", """{"type":"Relationship","object":"urn:x:1"}""")).IsBare(204);

        Found.IsJson("""{"type":"Relationship","object":"urn:x:1","previousValue":1}""", (await broker.Notifier.NextAsync()).Entity["a"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"showChanges\":false")]
    public async Task Nobody_is_told_who_does_not_want_to_be(string notification)
    {
        await using var broker = await StartAsync("""{"type":"Property","value":1}""", notification);

        (await broker.PatchAsync(One + "/attrs", """{"a":{"type":"Property","value":2}}""")).IsBare(204);

        Found.IsJson("""{"type":"Property","value":2}""", (await broker.Notifier.NextAsync()).Entity["a"]);
    }

    [Fact]
    public async Task Each_of_two_changes_tells_what_was_before_itself()
    {
        await using var broker = await StartAsync("""{"type":"Property","value":1}""", "\"showChanges\":true");

        (await broker.PatchAsync(One + "/attrs", """{"a":{"type":"Property","value":2}}""")).IsBare(204);
        (await broker.PatchAsync(One + "/attrs", """{"a":{"type":"Property","value":3}}""")).IsBare(204);

        Found.IsJson("""{"type":"Property","value":2,"previousValue":1}""", (await broker.Notifier.NextAsync()).Entity["a"]);
        Found.IsJson("""{"type":"Property","value":3,"previousValue":2}""", (await broker.Notifier.NextAsync()).Entity["a"]);
    }

    private static async Task<TestBroker> StartAsync(string attribute, string notification)
    {
        var broker = await TestBroker.StartAsync();
        await broker.CreateAsync($$$"""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","a":{{{attribute}}},"rest":{"type":"Property","value":"left"}}""");
        await broker.SubscribeAsync(notification: notification);
        return broker;
    }
}

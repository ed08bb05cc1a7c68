using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>An attribute that is gone is told as Null (5.8.6).</summary>
public sealed class DeletedAttributeTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";
    private const string Gone = "\"entities\":[{\"type\":\"Tank\"}],\"notificationTrigger\":[\"attributeDeleted\"]";

    /// <summary>The attribute, what is told of it in normalized form, what with previous values.</summary>
    public static TheoryData<string, string, string> Kinds => new()
    {
        {
            """{"type":"Property","value":1,"unitCode":"CMT","sub":{"type":"Property","value":1}}""", """{"type":"Property","value":"urn:ngsi-ld:null"}""",
            """{"type":"Property","value":"urn:ngsi-ld:null","previousValue":1}"""
        },
        {
            """{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]}}""", """{"type":"GeoProperty","value":"urn:ngsi-ld:null"}""",
            """{"type":"GeoProperty","value":"urn:ngsi-ld:null","previousValue":{"type":"Point","coordinates":[1,2]}}"""
        },
        {
            """{"type":"Relationship","object":"urn:x:1"}""", """{"type":"Relationship","object":"urn:ngsi-ld:null"}""",
            """{"type":"Relationship","object":"urn:ngsi-ld:null","previousObject":"urn:x:1"}"""
        },
        {
            """{"type":"LanguageProperty","languageMap":{"en":"tank"}}""", """{"type":"LanguageProperty","languageMap":{"@none":"urn:ngsi-ld:null"}}""",
            """{"type":"LanguageProperty","languageMap":{"@none":"urn:ngsi-ld:null"},"previousLanguageMap":{"en":"tank"}}"""
        },
        {
            """{"type":"VocabProperty","vocab":"Cistern"}""", """{"type":"VocabProperty","vocab":"urn:ngsi-ld:null"}""",
            """{"type":"VocabProperty","vocab":"urn:ngsi-ld:null","previousVocab":"Cistern"}"""
        },
        {
            """{"type":"JsonProperty","json":{"a":1}}""", """{"type":"JsonProperty","json":"urn:ngsi-ld:null"}""",
            """{"type":"JsonProperty","json":"urn:ngsi-ld:null","previousJson":{"a":1}}"""
        },
        {
            """{"type":"ListProperty","valueList":[1,2]}""", """{"type":"ListProperty","valueList":["urn:ngsi-ld:null"]}""",
            """{"type":"ListProperty","valueList":["urn:ngsi-ld:null"],"previousValueList":[1,2]}"""
        },
        {
            """{"type":"ListRelationship","objectList":[{"object":"urn:x:1"}]}""", """{"type":"ListRelationship","objectList":["urn:ngsi-ld:null"]}""",
            """{"type":"ListRelationship","objectList":["urn:ngsi-ld:null"],"previousObjectList":[{"object":"urn:x:1"}]}"""
        },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_kind_has_its_Null(string attribute, string gone, string withPrevious)
    {
        await using var broker = await StartAsync(attribute);
        await broker.SubscribeAsync(Gone, id: "1");
        await broker.SubscribeAsync(Gone, "\"showChanges\":true", id: "2");

        (await broker.DeleteAsync(One + "/attrs/a")).IsBare(204);

        var told = await TwoAsync(broker);
        Found.IsJson(gone, told[0].Entity["a"]);
        Found.IsJson(withPrevious, told[1].Entity["a"]);
        Found.IsJson("""{"type":"Property","value":"left"}""", told[0].Entity["rest"]);
        Assert.Null(told[0].Entity["deletedAt"]);
        await broker.QuietAsync();
    }

    [Theory]
    [InlineData("attributeDeleted")]
    [InlineData("entityUpdated")]
    public async Task Short_forms_say_it_shortly(string trigger)
    {
        await using var broker = await StartAsync("""{"type":"LanguageProperty","languageMap":{"en":"tank"}}""");
        foreach (var (format, id) in new[] { ("concise", "1"), ("simplified", "2") })
            (await broker.PostAsync("/subscriptions", Subscribed.Body(Gone.Replace("attributeDeleted", trigger, StringComparison.Ordinal), $"\"format\":\"{format}\"", id))).IsBare(201);

        (await broker.DeleteAsync(One + "/attrs/a")).IsBare(204);

        foreach (var told in await TwoAsync(broker))
            Found.IsJson("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","a":"urn:ngsi-ld:null","rest":"left"}""", told.Entity);
    }

    [Theory]
    [InlineData("PATCH", "/attrs", """{"a":"urn:ngsi-ld:null"}""")]
    [InlineData("PATCH", "/attrs", """{"a":{"type":"Property","value":"urn:ngsi-ld:null"}}""")]
    [InlineData("PATCH", "", """{"a":"urn:ngsi-ld:null"}""")]
    [InlineData("PUT", "", """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","rest":{"type":"Property","value":"left"}}""")]
    public async Task However_it_went(string method, string path, string body)
    {
        await using var broker = await StartAsync("""{"type":"Property","value":1}""");
        await broker.SubscribeAsync(Gone);

        (await broker.SendAsync(method, One + path, body)).IsBare(204);

        Found.IsJson("""
            {"id":"urn:ngsi-ld:Tank:1","type":"Tank","a":{"type":"Property","value":"urn:ngsi-ld:null"},"rest":{"type":"Property","value":"left"}}
            """, (await broker.Notifier.NextAsync()).Entity);
        await broker.QuietAsync();
    }

    [Theory]
    [InlineData("normalized", """[{"type":"Property","value":1},{"type":"Property","value":"urn:ngsi-ld:null","datasetId":"urn:d:2"}]""")]
    [InlineData("concise", """[{"value":1},{"value":"urn:ngsi-ld:null","datasetId":"urn:d:2"}]""")]
    [InlineData("simplified", """{"dataset":{"@none":1,"urn:d:2":"urn:ngsi-ld:null"}}""")]
    public async Task Of_several_instances_the_others_stay_beside_it(string format, string expected)
    {
        await using var broker = await StartAsync("""[{"type":"Property","value":1},{"type":"Property","value":2,"datasetId":"urn:d:2"}]""");
        await broker.SubscribeAsync(Gone, $"\"format\":\"{format}\"");

        (await broker.DeleteAsync(One + "/attrs/a?datasetId=urn:d:2")).IsBare(204);

        var told = (await broker.Notifier.NextAsync()).Entity["a"]!;
        // A default instance stands bare in concise form where nothing goes with it.
        if (format == "concise" && told[0] is System.Text.Json.Nodes.JsonValue)
            Found.IsJson("""[1,{"value":"urn:ngsi-ld:null","datasetId":"urn:d:2"}]""", told);
        else
            Found.IsJson(expected, told);
    }

    [Fact]
    public async Task All_instances_that_go_together_are_one_Null()
    {
        await using var broker = await StartAsync("""[{"type":"Property","value":1},{"type":"Property","value":2,"datasetId":"urn:d:2"}]""");
        await broker.SubscribeAsync(Gone);

        (await broker.DeleteAsync(One + "/attrs/a?deleteAll=true")).IsBare(204);

        Found.IsJson("""{"type":"Property","value":"urn:ngsi-ld:null"}""", (await broker.Notifier.NextAsync()).Entity["a"]);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task System_times_tell_when_it_went()
    {
        await using var broker = await StartAsync("""{"type":"Property","value":42}""");
        await broker.SubscribeAsync(Gone, "\"sysAttrs\":true", id: "1");
        await broker.SubscribeAsync(Gone, "\"sysAttrs\":true,\"showChanges\":true,\"format\":\"concise\"", id: "2");
        broker.Clock.Advance(TimeSpan.FromMinutes(1));

        (await broker.DeleteAsync(One + "/attrs/a")).IsBare(204);

        var told = await TwoAsync(broker);
        Assert.All(told, one => Assert.Equal("2026-01-01T00:01:00Z", (string?)one.Entity["a"]!["deletedAt"]));
        Assert.All(told, one => Assert.Equal("urn:ngsi-ld:null", (string?)one.Entity["a"]!["value"]));
        Assert.Equal(42, (int?)told[1].Entity["a"]!["previousValue"]);
        Assert.Equal("2026-01-01T00:01:00Z", (string?)told[0].Entity["modifiedAt"]);
        Assert.Null(told[0].Entity["rest"]!["deletedAt"]);
    }

    [Theory]
    [InlineData("\"attributes\":[\"rest\"]")]
    [InlineData("\"omit\":[\"a\"]")]
    [InlineData("\"pick\":[\"id\",\"type\",\"rest\"]")]
    public async Task What_is_not_wanted_is_not_told_as_Null_either(string projection)
    {
        await using var broker = await StartAsync("""{"type":"Property","value":1}""");
        await broker.SubscribeAsync(Gone, projection + ",\"showChanges\":true");

        (await broker.DeleteAsync(One + "/attrs/a")).IsBare(204);

        Found.IsJson("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","rest":{"type":"Property","value":"left"}}""", (await broker.Notifier.NextAsync()).Entity);
    }

    private static async Task<TestBroker> StartAsync(string attribute)
    {
        var broker = await TestBroker.StartAsync();
        await broker.CreateAsync($$$"""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","a":{{{attribute}}},"rest":{"type":"Property","value":"left"}}""");
        return broker;
    }

    private static async Task<Notified[]> TwoAsync(TestBroker broker)
    {
        Notified[] told = [await broker.Notifier.NextAsync(), await broker.Notifier.NextAsync()];
        Array.Sort(told, (a, b) => string.CompareOrdinal(a.Endpoint.Uri.AbsolutePath, b.Endpoint.Uri.AbsolutePath));
        return told;
    }
}

using System.Text.Json.Nodes;

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>In which media type and in whose terms is told, and where the @context goes (5.8.6, 6.3.8).</summary>
public sealed class NotificationContextTests
{
    private const string Core = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context";

    [Fact]
    public async Task Plain_json_names_the_context_beside_the_body()
    {
        await using var broker = await StartAsync();
        await broker.SubscribeAsync(headers: Samples.ContextLink);

        var told = await TellAsync(broker);

        Assert.Equal("application/json", told.Endpoint.Accept);
        Assert.Equal(Samples.ContextUrl, told.ContextUrl);
        Assert.Equal("Tank", (string?)told.Entity["type"]);
        Assert.Equal(1, (int?)told.Entity["level"]!["value"]);
        Assert.DoesNotContain("@context", told.Body.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Linked_data_has_it_in_each_entity_and_not_beside()
    {
        await using var broker = await StartAsync();
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Person:1","type":"Person","name":{"type":"Property","value":"Ama"}}""");
        await broker.SubscribeAsync(notification: "\"join\":\"flat\",\"endpoint\":{\"uri\":\"http://receiver.example/1\",\"accept\":\"application/ld+json\"}", headers: Samples.ContextLink);

        var told = await TellAsync(broker);

        Assert.Null(told.ContextUrl);
        Assert.Equal("application/ld+json", told.Endpoint.Accept);
        Assert.Equal(2, told.Data.Count);
        Assert.All(told.Data, entity => Assert.Contains(Samples.ContextUrl, entity!["@context"]!.ToJsonString(), StringComparison.Ordinal));
        Assert.Equal("Tank", (string?)told.Data[0]!["type"]);
    }

    [Fact]
    public async Task Without_a_context_of_its_own_names_are_whole()
    {
        await using var broker = await StartAsync();
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"https://ex.org/Tank\"}]");

        var told = await TellAsync(broker);

        Assert.StartsWith(Core, told.ContextUrl, StringComparison.Ordinal);
        Assert.Equal("https://ex.org/Tank", (string?)told.Entity["type"]);
        Assert.Equal(1, (int?)told.Entity["https://ex.org/level"]!["value"]);
        Assert.Null(told.Entity["level"]);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/ld+json")]
    public async Task A_context_for_notifications_takes_the_place_of_the_one_of_the_request(string accept)
    {
        const string Other = "https://ctx.example/other.jsonld";
        await using var broker = await StartAsync();
        broker.Contexts[Other] = """{"@context":{"Behaelter":"https://ex.org/Tank","stand":"https://ex.org/level"}}""";
        await broker.SubscribeAsync($"\"entities\":[{{\"type\":\"Tank\"}}],\"jsonldContext\":\"{Other}\"", Accept(accept), "1", Samples.ContextLink);

        var told = await TellAsync(broker);

        Assert.Equal(accept == "application/json" ? Other : null, told.ContextUrl);
        Assert.Equal(("Behaelter", 1), ((string?)told.Entity["type"], (int?)told.Entity["stand"]!["value"]));
        Assert.Equal(accept == "application/ld+json" ? Other : null, Context(told.Entity));
    }

    [Fact]
    public async Task The_context_of_notifications_can_be_changed()
    {
        const string Other = "https://ctx.example/other.jsonld";
        await using var broker = await StartAsync();
        broker.Contexts[Other] = """{"@context":{"Behaelter":"https://ex.org/Tank","stand":"https://ex.org/level"}}""";
        await broker.SubscribeAsync(headers: Samples.ContextLink);

        (await broker.PatchAsync(Subscribed.Path(), """{"jsonldContext":"https://nowhere.example/"}""")).IsProblem(504, "LdContextNotAvailable");
        await broker.ResubscribeAsync($"{{\"jsonldContext\":\"{Other}\"}}");
        var told = await TellAsync(broker);

        Assert.Equal((Other, "Behaelter"), (told.ContextUrl, (string?)told.Entity["type"]));
        Assert.Equal(Other, (string?)(await broker.SubscriptionAsync())["jsonldContext"]);
    }

    [Fact]
    public async Task Where_it_is_taken_away_the_one_that_it_was_made_with_counts_again()
    {
        const string Other = "https://ctx.example/other.jsonld";
        await using var broker = await StartAsync();
        broker.Contexts[Other] = """{"@context":{"Behaelter":"https://ex.org/Tank"}}""";
        await broker.SubscribeAsync($"\"entities\":[{{\"type\":\"Tank\"}}],\"jsonldContext\":\"{Other}\"", headers: Samples.ContextLink);

        await broker.ResubscribeAsync("""{"jsonldContext":"urn:ngsi-ld:null"}""");
        var told = await TellAsync(broker);

        Assert.Equal((Samples.ContextUrl, "Tank"), (told.ContextUrl, (string?)told.Entity["type"]));
    }

    [Fact]
    public async Task A_change_by_somebody_with_another_context_leaves_it()
    {
        await using var broker = await StartAsync();
        await broker.SubscribeAsync(headers: Samples.ContextLink);

        await broker.ResubscribeAsync("""{"description":"new"}""");
        var told = await TellAsync(broker);

        Assert.Equal((Samples.ContextUrl, "Tank"), (told.ContextUrl, (string?)told.Entity["type"]));
    }

    [Fact]
    public async Task An_inline_context_is_named_where_it_is_hosted()
    {
        await using var broker = await StartAsync();
        var body = Subscribed.Body("\"@context\":[{\"Behaelter\":\"https://ex.org/Tank\"}],\"entities\":[{\"type\":\"Behaelter\"}]");
        Assert.Equal(201, (await broker.SendAsync("POST", "/subscriptions", body, "application/ld+json")).Status);

        var told = await TellAsync(broker);

        Assert.Equal("Behaelter", (string?)told.Entity["type"]);
        Assert.Equal((string?)(await broker.SubscriptionAsync())["jsonldContext"], told.ContextUrl);
        Assert.Equal(200, (await broker.GetAsync(new Uri(told.ContextUrl!).AbsolutePath["/ngsi-ld/v1".Length..])).Status);
    }

    [Fact]
    public async Task What_the_receiver_is_to_be_sent_beside_it_is_passed_on()
    {
        await using var broker = await StartAsync();
        await broker.SubscribeAsync(
            notification: Accept("application/json", ",\"receiverInfo\":[{\"key\":\"Authorization\",\"value\":\"Bearer t\"},{\"key\":\"X-Key\",\"value\":\"a\"}]"),
            headers: [Samples.ContextLink, "NGSILD-Tenant: farm"]);

        await broker.CreateAsync(Samples.Tank(1), Samples.ContextLink, "NGSILD-Tenant: farm");

        var told = await broker.Notifier.NextAsync();
        Assert.Equal("farm", told.Tenant);
        Assert.Equal(["Authorization: Bearer t", "X-Key: a"], told.Endpoint.ReceiverInfo.Select(pair => $"{pair.Key}: {pair.Value}"));
    }

    private static string? Context(JsonObject of) => of["@context"] switch
    {
        JsonArray many => (string?)many[0],
        JsonNode one => (string?)one,
        null => null,
    };

    private static string Accept(string accept, string more = "") => $"\"endpoint\":{{\"uri\":\"http://receiver.example/1\",\"accept\":\"{accept}\"{more}}}";

    private static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        return broker;
    }

    private static async Task<Notified> TellAsync(TestBroker broker)
    {
        await broker.CreateAsync(
            Samples.Tank(1, ""","location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]}},"owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:1"}"""),
            Samples.ContextLink);
        var told = await broker.Notifier.NextAsync();
        await broker.QuietAsync();
        return told;
    }
}

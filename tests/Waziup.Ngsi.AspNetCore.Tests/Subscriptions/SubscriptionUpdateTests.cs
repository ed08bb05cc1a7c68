using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>Fragments change subscriptions (5.8.2).</summary>
public sealed class SubscriptionUpdateTests
{
    private const string Members = """
        "subscriptionName":"levels","entities":[{"type":"Tank"}],"watchedAttributes":["level"],"q":"level>10","throttling":5
        """;

    [Fact]
    public async Task A_member_takes_the_place_of_the_one_that_was_there()
    {
        await using var broker = await StartAsync();

        await broker.ResubscribeAsync("""{"entities":[{"type":"Pump"}],"description":"new","q":"level>20"}""");

        var served = await broker.SubscriptionAsync();
        Found.IsJson("""[{"type":"Pump"}]""", served["entities"]);
        Assert.Equal(("new", "level>20", "levels"), ((string?)served["description"], (string?)served["q"], (string?)served["subscriptionName"]));
        Found.IsJson("""["level"]""", served["watchedAttributes"]);
    }

    [Fact]
    public async Task Null_takes_an_optional_member_away()
    {
        await using var broker = await StartAsync();

        await broker.ResubscribeAsync("""
            {"subscriptionName":"urn:ngsi-ld:null","watchedAttributes":"urn:ngsi-ld:null","throttling":"urn:ngsi-ld:null","q":"urn:ngsi-ld:null","lang":"urn:ngsi-ld:null"}
            """);

        var served = await broker.SubscriptionAsync();
        Assert.All((string[])["subscriptionName", "watchedAttributes", "throttling", "q", "lang"], name => Assert.False(served.ContainsKey(name), name));
        Assert.Equal("Tank", (string?)served["entities"]![0]!["type"]);
    }

    [Theory]
    [InlineData("""{"type":"urn:ngsi-ld:null"}""")]
    [InlineData("""{"notification":"urn:ngsi-ld:null"}""")]
    [InlineData("""{"id":"urn:ngsi-ld:null"}""")]
    [InlineData("""{"id":"urn:ngsi-ld:Subscription:2"}""")]
    [InlineData("""{"type":"Tank"}""")]
    [InlineData("""{"notification":{"endpoint":{"uri":"urn:ngsi-ld:null"}}}""")]
    [InlineData("""{"notification":{"endpoint":"urn:ngsi-ld:null"}}""")]
    [InlineData("""{"notification":{"endpoint":{"accept":"application/json"}}}""")]
    [InlineData("""{"entities":"urn:ngsi-ld:null","watchedAttributes":"urn:ngsi-ld:null"}""")]
    [InlineData("""{"entities":[]}""")]
    [InlineData("""{"timeInterval":5}""")]
    [InlineData("""{"timeInterval":5,"watchedAttributes":"urn:ngsi-ld:null"}""")]
    [InlineData("""{"timeInterval":5,"throttling":"urn:ngsi-ld:null"}""")]
    [InlineData("""{"throttling":0}""")]
    [InlineData("""{"throttling":-2}""")]
    [InlineData("""{"q":"level>"}""")]
    [InlineData("""{"notificationTrigger":["other"]}""")]
    [InlineData("""{"expiresAt":"2025-01-01T00:00:00Z"}""")]
    [InlineData("""{"expiresAt":"soon"}""")]
    [InlineData("""{"isActive":"yes"}""")]
    [InlineData("""{"jsonldContext":"no uri"}""")]
    [InlineData("""{"description":"other","notification":{"endpoint":{"uri":"receiver"}}}""")]
    [InlineData("""{"description":"other","notification":{"endpoint":{"uri":"http://other.example/"},"showChanges":true,"format":"simplified"}}""")]
    public async Task What_would_make_no_sense_leaves_everything_as_it_was(string fragment)
    {
        await using var broker = await StartAsync();
        var before = (await broker.GetAsync(Subscribed.Path() + "?options=sysAttrs")).Body;
        broker.Clock.Advance(TimeSpan.FromSeconds(1));

        (await broker.PatchAsync(Subscribed.Path(), fragment)).IsProblem(400, "BadRequestData");

        Assert.Equal(before, (await broker.GetAsync(Subscribed.Path() + "?options=sysAttrs")).Body);
    }

    [Fact]
    public async Task Members_that_exclude_each_other_can_change_places()
    {
        await using var broker = await StartAsync();

        await broker.ResubscribeAsync("""{"timeInterval":3600,"watchedAttributes":"urn:ngsi-ld:null","throttling":"urn:ngsi-ld:null"}""");

        var served = await broker.SubscriptionAsync();
        Assert.Equal(3600, (int?)served["timeInterval"]);
        Assert.False(served.ContainsKey("throttling"));
    }

    [Fact]
    public async Task Names_are_those_of_the_request()
    {
        await using var broker = await StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;

        await broker.ResubscribeAsync(
            """{"watchedAttributes":["owner"],"notification":{"attributes":["owner"],"endpoint":{"uri":"http://receiver.example/1"}}}""", "1", Samples.ContextLink);

        var served = await broker.SubscriptionAsync();
        Found.IsJson("""["https://ex.org/owner"]""", served["watchedAttributes"]);
        Found.IsJson("""["https://ex.org/owner"]""", served["notification"]!["attributes"]);
        Found.IsJson("""[{"type":"Tank"}]""", served["entities"]);
    }

    [Fact]
    public async Task A_condition_is_read_in_the_terms_of_the_request()
    {
        await using var broker = await StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        await broker.ResubscribeAsync("""{"q":"level>10","watchedAttributes":["level"],"entities":[{"type":"Tank"}]}""", "1", Samples.ContextLink);

        await broker.CreateAsync(Samples.Tank(11));
        await broker.CreateAsync(Samples.Tank(12), Samples.ContextLink);

        Assert.Equal("urn:ngsi-ld:Tank:12", (string?)(await broker.Notifier.NextAsync()).Entity["id"]);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task From_then_on_the_new_form_counts()
    {
        await using var broker = await StartAsync();
        await broker.ResubscribeAsync("""
            {"q":"level<10","notification":{"endpoint":{"uri":"http://other.example/"},"format":"simplified"}}
            """);

        await broker.CreateAsync(Samples.Tank(11));
        await broker.CreateAsync(Samples.Tank(9));

        var told = await broker.Notifier.NextAsync();
        Assert.Equal("http://other.example/", told.Endpoint.Uri.OriginalString);
        Assert.Equal("""{"id":"urn:ngsi-ld:Tank:9","type":"Tank","level":9}""", told.Entity.ToJsonString());
        await broker.QuietAsync();
    }

    [Fact]
    public async Task Counters_outlive_a_change()
    {
        await using var broker = await StartAsync();
        await broker.CreateAsync(Samples.Tank(11));
        await broker.Notifier.NextAsync();
        await broker.CountedAsync(1);

        await broker.ResubscribeAsync("""{"notification":{"endpoint":{"uri":"http://receiver.example/1"},"timesSent":9}}""");

        var notification = await broker.CountedAsync(1);
        Assert.Equal("2026-01-01T00:00:00Z", (string?)notification["lastNotification"]);
    }

    [Fact]
    public async Task A_fragment_may_come_as_a_merge_patch()
    {
        await using var broker = await StartAsync();

        (await broker.SendAsync("PATCH", Subscribed.Path(), """{"description":"new"}""", "application/merge-patch+json")).IsBare(204);

        Assert.Equal("new", (string?)(await broker.SubscriptionAsync())["description"]);
    }

    private static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync(Members);
        return broker;
    }
}

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>What is no subscription is refused, and nothing is made of it (5.8.1.4).</summary>
public sealed class SubscriptionInputTests
{
    private const string Tanks = "\"entities\":[{\"type\":\"Tank\"}]";

    /// <summary>Members of a subscription, members of its notification.</summary>
    public static TheoryData<string, string> Wrong => new()
    {
        // Selection.
        { "\"description\":\"nothing selected\"", "" },
        { "\"entities\":[]", "" },
        { "\"entities\":{\"type\":\"Tank\"}", "" },
        { "\"entities\":[{\"id\":\"urn:ngsi-ld:Tank:1\"}]", "" },
        { "\"entities\":[{\"type\":\"Tank\",\"id\":\"nouri\"}]", "" },
        { "\"entities\":[{\"type\":\"Tank\",\"id\":[]}]", "" },
        { "\"entities\":[{\"type\":\"Tank\",\"idPattern\":\"[\"}]", "" },
        { "\"entities\":[{\"type\":\"\"}]", "" },
        { "\"entities\":[{\"type\":\"(Tank\"}]", "" },
        { "\"entities\":[{\"type\":\"1Tank\"}]", "" },
        { "\"entities\":[{\"type\":\"Tank,b?d\"}]", "" },
        { "\"entities\":[{\"type\":\"*\"}],\"localOnly\":false", "" },
        { "\"watchedAttributes\":[]", "" },
        { "\"watchedAttributes\":\"level\"", "" },
        { "\"watchedAttributes\":[1]", "" },
        { Tanks + ",\"notificationTrigger\":[]", "" },
        { Tanks + ",\"notificationTrigger\":[\"attributeRead\"]", "" },
        { Tanks + ",\"notificationTrigger\":[\"entityCreated\",\"EntityDeleted\"]", "" },
        { Tanks + ",\"q\":\"level>\"", "" },
        { Tanks + ",\"q\":\"(level>1\"", "" },
        { Tanks + ",\"q\":5", "" },
        { Tanks + ",\"scopeQ\":\"/a//b\"", "" },
        { Tanks + ",\"geoQ\":{\"geometry\":\"Point\",\"coordinates\":[1,2]}", "" },
        { Tanks + ",\"geoQ\":{\"georel\":\"near;maxDistance==1\",\"coordinates\":[1,2]}", "" },
        { Tanks + ",\"geoQ\":{\"georel\":\"near;maxDistance==1\",\"geometry\":\"Point\"}", "" },
        { Tanks + ",\"geoQ\":{\"georel\":\"beside\",\"geometry\":\"Point\",\"coordinates\":[1,2]}", "" },
        { Tanks + ",\"geoQ\":{\"georel\":\"within\",\"geometry\":\"Polygon\",\"coordinates\":[1,2]}", "" },
        { Tanks + ",\"csf\":\"((\"", "" },
        { Tanks + ",\"datasetId\":[]", "" },
        { Tanks + ",\"datasetId\":[\"nouri\"]", "" },
        // Time.
        { "\"watchedAttributes\":[\"level\"],\"timeInterval\":5", "" },
        { Tanks + ",\"watchedAttributes\":[\"level\"],\"timeInterval\":5", "" },
        { Tanks + ",\"timeInterval\":5,\"throttling\":5", "" },
        { Tanks + ",\"timeInterval\":0", "" },
        { Tanks + ",\"timeInterval\":-1", "" },
        { Tanks + ",\"timeInterval\":\"5\"", "" },
        { Tanks + ",\"throttling\":0", "" },
        { Tanks + ",\"throttling\":-1", "" },
        { Tanks + ",\"expiresAt\":\"2025-12-31T23:59:59Z\"", "" },
        { Tanks + ",\"expiresAt\":\"tomorrow\"", "" },
        // Plain members.
        { Tanks + ",\"isActive\":\"true\"", "" },
        { Tanks + ",\"localOnly\":1", "" },
        { Tanks + ",\"subscriptionName\":null", "" },
        { Tanks + ",\"description\":\"urn:ngsi-ld:null\"", "" },
        { Tanks + ",\"jsonldContext\":\"not a uri\"", "" },
        { Tanks + ",\"ngsildConformance\":\"newest\"", "" },
        // Notification.
        { Tanks, "\"attributes\":[]" },
        { Tanks, "\"pick\":[]" },
        { Tanks, "\"omit\":[]" },
        { Tanks, "\"attributes\":[\"level\"],\"pick\":[\"level\"]" },
        { Tanks, "\"attributes\":[\"level\"],\"omit\":[\"level\"]" },
        { Tanks, "\"pick\":[\"level\"],\"omit\":[\"level\"]" },
        { Tanks, "\"format\":\"pretty\"" },
        { Tanks, "\"join\":\"sideways\"" },
        { Tanks, "\"join\":\"flat\",\"joinLevel\":0" },
        { Tanks, "\"join\":\"flat\",\"joinLevel\":-1" },
        { Tanks, "\"showChanges\":true,\"format\":\"simplified\"" },
        { Tanks, "\"showChanges\":true,\"format\":\"keyValues\"" },
        { Tanks, "\"showChanges\":\"true\"" },
        { Tanks, "\"sysAttrs\":1" },
    };

    public static TheoryData<string> WrongEndpoints =>
    [
        "\"http://receiver.example/\"", "{}", "{\"accept\":\"application/json\"}", "{\"uri\":\"\"}", "{\"uri\":\"receiver\"}", "{\"uri\":\"/path\"}",
        "{\"uri\":\"ftp://receiver.example/\"}", "{\"uri\":\"urn:x:y\"}", "{\"uri\":5}",
        .. new[]
        {
            "\"accept\":\"text/plain\"", "\"accept\":\"application/xml\"", "\"timeout\":0", "\"timeout\":-1", "\"cooldown\":0", "\"cooldown\":\"1\"",
            "\"receiverInfo\":[]", "\"receiverInfo\":{\"key\":\"a\",\"value\":\"b\"}", "\"receiverInfo\":[{\"key\":\"a\"}]",
            "\"receiverInfo\":[{\"key\":\"a\",\"value\":1}]", "\"receiverInfo\":[\"a\"]", "\"notifierInfo\":[{\"value\":\"b\"}]",
            "\"notifierInfo\":[{\"key\":1,\"value\":\"b\"}]",
        }.Select(member => $$"""{"uri":"http://receiver.example/",{{member}}}"""),
    ];

    public static TheoryData<string, string> WrongBodies => new()
    {
        { "", "InvalidRequest" },
        { "{", "InvalidRequest" },
        { "{}", "BadRequestData" },
        { "[]", "BadRequestData" },
        { """{"type":"Subscription","entities":[{"type":"Tank"}]}""", "BadRequestData" },
        { """{"type":"Subscription","entities":[{"type":"Tank"}],"notification":{}}""", "BadRequestData" },
        { """{"type":"Subscription","entities":[{"type":"Tank"}],"notification":[]}""", "BadRequestData" },
        { Subscribed.Body(Tanks).Replace("\"type\":\"Subscription\",", "", StringComparison.Ordinal), "BadRequestData" },
        { Subscribed.Body(Tanks).Replace("\"type\":\"Subscription\"", "\"type\":\"Tank\"", StringComparison.Ordinal), "BadRequestData" },
        { Subscribed.Body(Tanks).Replace("urn:ngsi-ld:Subscription:1", "nouri", StringComparison.Ordinal), "BadRequestData" },
        { Subscribed.Body(Tanks).Replace("urn:ngsi-ld:Subscription:1", "", StringComparison.Ordinal), "BadRequestData" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Members_that_make_no_sense_are_refused(string members, string notification) => RefusesAsync(Subscribed.Body(members, notification));

    [Theory]
    [MemberData(nameof(WrongEndpoints))]
    public Task An_endpoint_has_to_be_one(string endpoint) =>
        RefusesAsync($$$"""{"id":"urn:ngsi-ld:Subscription:1","type":"Subscription",{{{Tanks}}},"notification":{"endpoint":{{{endpoint}}}}}""");

    [Theory]
    [MemberData(nameof(WrongBodies))]
    public Task A_body_has_to_be_a_subscription(string body, string type) => RefusesAsync(body, type);

    [Fact]
    public async Task Local_subscriptions_need_select_nothing()
    {
        await using var broker = await TestBroker.StartAsync();

        await broker.SubscribeAsync("\"localOnly\":true", id: "1");
        await broker.SubscribeAsync("\"localOnly\":true,\"timeInterval\":3600", id: "2");
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"*\"}]", id: "3");
        await broker.SubscribeAsync("\"watchedAttributes\":[\"level\"]", id: "4");
    }

    [Fact]
    public async Task There_are_as_many_as_the_tenant_may_have()
    {
        await using var broker = await TestBroker.StartAsync(options: options => options.Notifications.MaxSubscriptions = 2);
        await broker.SubscribeAsync(id: "1");
        await broker.SubscribeAsync(id: "2");

        Assert.Equal(403, (await broker.PostAsync("/subscriptions", Subscribed.Body(Tanks, id: "3"))).Status);

        Assert.Equal(404, (await broker.GetAsync(Subscribed.Path("3"))).Status);
        await broker.SubscribeAsync(id: "3", headers: "NGSILD-Tenant: farm");
        await broker.DeleteAsync(Subscribed.Path());
        await broker.SubscribeAsync(id: "3");
    }

    [Fact]
    public async Task Media_types_are_looked_at_first()
    {
        await using var broker = await TestBroker.StartAsync();

        Assert.Equal(415, (await broker.SendAsync("POST", "/subscriptions", Subscribed.Body(Tanks), "text/plain")).Status);
        Assert.Equal(415, (await broker.SendAsync("PATCH", Subscribed.Path(), "{}", "text/plain")).Status);
        Assert.Equal(406, (await broker.GetAsync(Subscribed.Path(), "Accept: application/xml")).Status);
        Assert.Equal("[]", (await broker.GetAsync("/subscriptions")).Body);
    }

    private static async Task RefusesAsync(string body, string type = "BadRequestData")
    {
        await using var broker = await TestBroker.StartAsync();

        (await broker.PostAsync("/subscriptions", body)).IsProblem(400, type);

        Assert.Equal("[]", (await broker.GetAsync("/subscriptions")).Body);
    }
}

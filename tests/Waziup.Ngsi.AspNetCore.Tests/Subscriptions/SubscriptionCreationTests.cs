using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>How subscriptions are made, and in what form they are kept (5.8.1, 5.8.3).</summary>
public sealed class SubscriptionCreationTests
{
    private const string Tanks = "\"entities\":[{\"type\":\"Tank\"}]";

    [Fact]
    public async Task What_was_sent_is_served_with_what_the_broker_knows()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync();

        var answer = await broker.GetAsync(Subscribed.Path());

        Assert.Equal(200, answer.Status);
        Assert.Equal("application/json", answer["Content-Type"]);
        Assert.NotNull(answer.Link("http://www.w3.org/ns/json-ld#context"));
        var context = (string)answer.Json["jsonldContext"]!;
        Assert.StartsWith("https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context", context, StringComparison.Ordinal);
        Found.IsJson($$$"""
            {"id":"urn:ngsi-ld:Subscription:1","type":"Subscription","entities":[{"type":"Tank"}],
             "notification":{"endpoint":{"uri":"http://receiver.example/1"}},
             "notificationTrigger":["attributeCreated","attributeUpdated"],"jsonldContext":"{{{context}}}","status":"active"}
            """, answer.Json);
    }

    [Fact]
    public async Task Every_member_comes_back_as_it_was_sent()
    {
        const string Sent = """
            {"id":"urn:ngsi-ld:Subscription:1","type":"Subscription","subscriptionName":"levels","description":"of tanks",
             "entities":[{"type":"Tank","id":"urn:ngsi-ld:Tank:1"},{"type":"Pump","idPattern":"urn:.*"}],"watchedAttributes":["level"],
             "notificationTrigger":["entityCreated","attributeDeleted"],"throttling":1.5,"q":"level>10","scopeQ":"/farm",
             "geoQ":{"georel":"near;maxDistance==10","geometry":"Point","coordinates":[1,2],"geoproperty":"place"},
             "datasetId":["urn:d:1","@none"],"lang":"fr","isActive":true,"expiresAt":"2027-01-01T00:00:00Z","localOnly":true,"splitEntities":false,
             "ngsildConformance":"1.8",
             "notification":{"attributes":["level","name"],"format":"concise","join":"inline","joinLevel":2,"showChanges":true,"sysAttrs":true,
              "endpoint":{"uri":"http://receiver.example/1","accept":"application/ld+json","receiverInfo":[{"key":"X-Key","value":"a"}],
               "notifierInfo":[{"key":"MQTT-QoS","value":"1"}],"timeout":500,"cooldown":1000}}}
            """;
        await using var broker = await TestBroker.StartAsync();
        Assert.Equal(201, (await broker.PostAsync("/subscriptions", Sent)).Status);

        var served = await broker.SubscriptionAsync();

        foreach (var (name, value) in JsonNode.Parse(Sent)!.AsObject())
            Found.IsJson(value!.ToJsonString(), served[name]);
        Assert.Equal("active", (string?)served["status"]);
        Assert.Null(served["createdAt"]);
    }

    [Fact]
    public async Task A_new_one_is_said_where_it_is()
    {
        await using var broker = await TestBroker.StartAsync();

        var answer = await broker.PostAsync("/subscriptions", Subscribed.Body(Tanks));

        Assert.Equal((201, ""), (answer.Status, answer.Body));
        Assert.EndsWith("/ngsi-ld/v1" + Subscribed.Path(), answer["Location"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_without_an_id_gets_one_of_its_own()
    {
        await using var broker = await TestBroker.StartAsync();
        var body = Subscribed.Body(Tanks).Replace("\"id\":\"urn:ngsi-ld:Subscription:1\",", "", StringComparison.Ordinal);

        var first = (await broker.PostAsync("/subscriptions", body))["Location"]!.Split('/')[^1];
        var second = (await broker.PostAsync("/subscriptions", body))["Location"]!.Split('/')[^1];

        Assert.StartsWith("urn:ngsi-ld:Subscription:", first, StringComparison.Ordinal);
        Assert.NotEqual(first, second);
        Assert.Equal(first, (string?)(await broker.GetAsync($"/subscriptions/{first}")).Json["id"]);
    }

    [Fact]
    public async Task An_id_is_given_once()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync();

        (await broker.PostAsync("/subscriptions", Subscribed.Body("\"entities\":[{\"type\":\"Pump\"}]"))).IsProblem(409, "AlreadyExists");

        Assert.Equal("Tank", (string?)(await broker.SubscriptionAsync())["entities"]![0]!["type"]);
    }

    [Fact]
    public async Task Members_that_only_the_broker_sets_and_unknown_ones_are_passed_over()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync(
            Tanks + ""","status":"expired","createdAt":"2020-01-01T00:00:00Z","modifiedAt":"2020-01-01T00:00:00Z","flavour":"sweet" """,
            """ "status":"failed","timesSent":7,"timesFailed":3,"lastNotification":"2020-01-01T00:00:00Z","lastSuccess":"2020-01-01T00:00:00Z","colour":"red" """);

        var served = await broker.SubscriptionAsync("1", "Accept: application/json");

        Assert.Equal("active", (string?)served["status"]);
        Assert.Null(served["flavour"]);
        Assert.Equal("""{"endpoint":{"uri":"http://receiver.example/1"}}""", served["notification"]!.ToJsonString());
    }

    [Fact]
    public async Task System_times_are_shown_where_they_are_wanted()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync();
        broker.Clock.Advance(TimeSpan.FromMinutes(1));
        await broker.ResubscribeAsync("""{"description":"new"}""");

        var one = (await broker.GetAsync(Subscribed.Path() + "?options=sysAttrs")).Json;
        var all = (await broker.GetAsync("/subscriptions?options=sysAttrs")).Json[0]!;

        Assert.Equal(("2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z"), ((string?)one["createdAt"], (string?)one["modifiedAt"]));
        Assert.Equal(("2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z"), ((string?)all["createdAt"], (string?)all["modifiedAt"]));
        Assert.Null((await broker.SubscriptionAsync())["modifiedAt"]);
    }

    [Fact]
    public async Task Older_versions_are_named_and_change_nothing()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync();

        var answer = await broker.GetAsync(Subscribed.Path(), "Prefer: ngsi-ld=1.5");
        var list = await broker.GetAsync("/subscriptions", "Prefer: ngsi-ld=1.5");

        Assert.Equal((200, "ngsi-ld=1.5"), (answer.Status, answer["Preference-Applied"]));
        Assert.Equal((200, "ngsi-ld=1.5"), (list.Status, list["Preference-Applied"]));
        Found.IsJson((await broker.SubscriptionAsync()).ToJsonString(), answer.Json);
        Assert.Null((await broker.GetAsync(Subscribed.Path()))["Preference-Applied"]);
    }
}

using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>How subscriptions to registrations are changed, listed, and taken away, and those that are told by the clock (5.11.3 to 5.11.7).</summary>
public sealed class RegistrationSubscriptionLifeTests
{
    private const string All = "/csourceSubscriptions";
    private const string One = All + "/urn:ngsi-ld:Subscription:1";
    private const string Tanks = "\"entities\":[{\"type\":\"Tank\"}]";

    // Steps of the clock: the broker may be slow to wait for it.
    private const int Many = 1000;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_change_replaces_what_it_names_and_nothing_else()
    {
        await using var broker = await TestBroker.StartAsync();
        await SubscribeAsync(broker, Tanks + ",\"description\":\"old\",\"subscriptionName\":\"tanks\"");

        (await broker.PatchAsync(One, """{"description":"new","subscriptionName":"urn:ngsi-ld:null","isActive":false}""")).IsBare(204);

        var shown = (await broker.GetAsync(One)).Json;
        Assert.Equal(("new", "paused"), ((string?)shown["description"], (string?)shown["status"]));
        Found.IsJson("""[{"type":"Tank"}]""", shown["entities"]);
        Assert.Equal("http://receiver.example/1", (string?)shown["notification"]!["endpoint"]!["uri"]);
        Assert.Null(shown["subscriptionName"]);
    }

    [Theory]
    [InlineData("""{"entities":[]}""")]
    [InlineData("""{"entities":"urn:ngsi-ld:null"}""")]
    [InlineData("""{"notification":"urn:ngsi-ld:null"}""")]
    [InlineData("""{"notification":{"endpoint":{"uri":"nowhere"}}}""")]
    [InlineData("""{"expiresAt":"2025-01-01T00:00:00Z"}""")]
    [InlineData("""{"timeInterval":0}""")]
    [InlineData("""{"timeInterval":10,"throttling":5}""")]
    [InlineData("""{"type":"ContextSourceRegistration"}""")]
    [InlineData("""{"id":"urn:ngsi-ld:Subscription:2"}""")]
    [InlineData("""{"csf":"endpoint=="}""")]
    [InlineData("[]")]
    public async Task A_change_that_makes_no_sense_changes_nothing(string fragment)
    {
        await using var broker = await TestBroker.StartAsync();
        await SubscribeAsync(broker);
        var before = (await broker.GetAsync(One + "?options=sysAttrs")).Body;
        broker.Clock.Advance(Second);

        var answer = await broker.PatchAsync(One, fragment);

        Assert.True(answer.Status == 400, $"{answer.Status} {answer.Body}");
        Assert.Equal(before, (await broker.GetAsync(One + "?options=sysAttrs")).Body);
    }

    [Fact]
    public async Task A_deleted_one_is_gone_and_told_nothing_more()
    {
        await using var broker = await TestBroker.StartAsync();
        await SubscribeAsync(broker);
        await SubscribeAsync(broker, id: "2");

        (await broker.DeleteAsync(One)).IsBare(204);
        await broker.RegisterAsync("back");

        Assert.Equal("urn:ngsi-ld:Subscription:2", (string?)(await broker.Notifier.NextAsync()).Body["subscriptionId"]);
        (await broker.GetAsync(One)).IsProblem(404, "ResourceNotFound");
        (await broker.PatchAsync(One, """{"description":"new"}""")).IsProblem(404, "ResourceNotFound");
        (await broker.DeleteAsync(One)).IsProblem(404, "ResourceNotFound");
        (await broker.DeleteAsync(All + "/nothing")).IsProblem(400, "BadRequestData");
        Assert.Empty(broker.Notifier.Waiting);
    }

    [Fact]
    public async Task The_id_of_one_that_is_there_cannot_be_taken()
    {
        await using var broker = await TestBroker.StartAsync();
        await SubscribeAsync(broker);

        (await broker.PostAsync(All, Subscribed.Body("\"entities\":[{\"type\":\"Pump\"}]"))).IsProblem(409, "AlreadyExists");

        Found.IsJson("""[{"type":"Tank"}]""", (await broker.GetAsync(One)).Json["entities"]);
        (await broker.GetAsync("/subscriptions/urn:ngsi-ld:Subscription:1")).IsProblem(404, "ResourceNotFound");
    }

    [Fact]
    public async Task Pages_together_are_all_and_each_is_on_one()
    {
        await using var broker = await TestBroker.StartAsync();
        for (var i = 1; i <= 5; i++)
            await SubscribeAsync(broker, id: $"{i}");
        await broker.SubscribeAsync(id: "6");
        var seen = new List<string>();

        var page = await broker.GetAsync(All + "?limit=2&count=true");
        for (var pages = 0; pages < 5; pages++)
        {
            Assert.Equal("5", page["NGSILD-Results-Count"]);
            seen.AddRange(Found.Numbers(page).Split(','));
            if (page.Link("next") is null)
                break;
            page = await broker.GetAsync(page.Target("next"));
        }

        Assert.Equal(["1", "2", "3", "4", "5"], seen.Order());
        Assert.Single(page.Json.AsArray());
        Assert.Equal("3,4", Found.Numbers(await broker.GetAsync(page.Target("prev"))));
        Assert.Null((await broker.GetAsync(All))["NGSILD-Results-Count"]);
    }

    [Theory]
    [InlineData("limit=-1", "BadRequestData")]
    [InlineData("limit=0", "BadRequestData")]
    [InlineData("offset=-1", "BadRequestData")]
    [InlineData("type=Tank", "InvalidRequest")]
    public async Task A_list_that_cannot_be_asked_for_is_refused(string query, string type)
    {
        await using var broker = await TestBroker.StartAsync();

        (await broker.GetAsync($"{All}?{query}")).IsProblem(400, type);
    }

    [Fact]
    public async Task They_are_those_of_their_tenant()
    {
        await using var broker = await TestBroker.StartAsync();
        Assert.Equal(201, (await broker.PostAsync(All, Subscribed.Body(Tanks), "NGSILD-Tenant: farm")).Status);
        await SubscribeAsync(broker, id: "2");

        await broker.RegisterAsync("back");

        var told = await broker.Notifier.NextAsync();
        Assert.Equal(("urn:ngsi-ld:Subscription:2", ""), ((string?)told.Body["subscriptionId"], told.Tenant));
        (await broker.GetAsync(One)).IsProblem(404, "ResourceNotFound");
        Assert.Equal("1", Found.Numbers(await broker.GetAsync(All, "NGSILD-Tenant: farm")));
        Assert.Empty(broker.Notifier.Waiting);
    }

    [Fact]
    public async Task By_the_clock_all_that_match_are_told_at_once_and_then_from_time_to_time()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.RegisterAsync("left");
        await broker.RegisterAsync("ponds", entities: "\"type\":\"Pond\"");
        await SubscribeAsync(broker, Tanks + ",\"timeInterval\":10");

        var first = await broker.Notifier.NextAsync();
        await broker.RegisterAsync("right");
        var second = await broker.AdvanceToNextAsync(Second, Many);

        Assert.Equal(("newlyMatching", "left"), ((string?)first.Body["triggerReason"], Hosts(first)));
        Assert.Equal("left,right", Hosts(second));
        Assert.True(At(second) - At(first) >= TimeSpan.FromSeconds(10), $"{At(first)} {At(second)}");
        Assert.NotEqual(first.Id, second.Id);
        (await broker.DeleteAsync("/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:left")).IsBare(204);
        var third = await broker.AdvanceToNextAsync(Second, Many);
        // The clock may have gone on before the second one was seen.
        for (var tries = 0; tries < 10 && Hosts(third) == "left,right"; tries++)
            third = await broker.AdvanceToNextAsync(Second, Many);
        Assert.Equal("right", Hosts(third));
    }

    private static async Task SubscribeAsync(TestBroker broker, string members = Tanks, string id = "1")
    {
        var answer = await broker.PostAsync(All, Subscribed.Body(members, id: id));
        Assert.True(answer.Status == 201, $"{answer.Status} {answer.Body}");
    }

    private static string Hosts(Notified told) => string.Join(',', told.Data.Select(one => ((string)one!["id"]!).Split(':')[^1]).Order());

    private static DateTimeOffset At(Notified told) => DateTimeOffset.Parse((string)told.Body["notifiedAt"]!, System.Globalization.CultureInfo.InvariantCulture);
}

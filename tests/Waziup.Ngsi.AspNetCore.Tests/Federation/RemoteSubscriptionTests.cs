namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Subscriptions whose entities live at other brokers (5.8.1.4, 5.8.6).</summary>
public sealed class RemoteSubscriptionTests
{
    private const string Copying = "[\"federationOps\"]";

    private static string Body(string more = "") =>
        $$"""{"id":"urn:ngsi-ld:Subscription:1","type":"Subscription","entities":[{"type":"Tank"}]{{more}},"notification":{"endpoint":{"uri":"http://receiver.example/"} } }""";

    [Fact]
    public async Task A_source_gets_a_copy_and_what_it_tells_is_passed_on()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        network.Answers("back", 201);
        await front.RegisterAsync("back", attributes: "[\"level\"]", operations: Copying);

        Assert.Equal(201, (await front.PostAsync("/subscriptions", Body(",\"q\":\"level>1\""))).Status);
        var copy = (await network.NextAsync()).Json();

        Assert.Equal("level>1", (string)copy["q"]!);
        Assert.Equal("""["level"]""", copy["watchedAttributes"]!.ToJsonString());
        Assert.Equal(front.Address.GetLeftPart(UriPartial.Authority) + "/ngsi-ld/ex/remote-notify", (string)copy["notification"]!["endpoint"]!["uri"]!);
        Assert.DoesNotContain("receiver.example", copy.ToJsonString(), StringComparison.Ordinal);
        var told = $$"""{"type":"Notification","subscriptionId":"{{copy["id"]}}","data":[{"id":"urn:ngsi-ld:Tank:7","type":"Tank","level":{"type":"Property","value":5} }]}""";
        Assert.Equal(200, (await front.PostAsync("/remote-notify", told)).Status);
        var passed = await front.Notifier.NextAsync();
        Assert.Equal("urn:ngsi-ld:Subscription:1", (string)passed.Body["subscriptionId"]!);
        Assert.Equal(5, (int)passed.Entity["level"]!["value"]!);
        (await front.PostAsync("/remote-notify", told.Replace((string)copy["id"]!, "urn:ngsi-ld:Subscription:guess", StringComparison.Ordinal))).IsProblem(404, "ResourceNotFound");
    }

    [Fact]
    public async Task The_copy_follows_its_original()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        network.Answers("back", 204);
        await front.RegisterAsync("back", operations: Copying);
        Assert.Equal(201, (await front.PostAsync("/subscriptions", Body(",\"q\":\"level>1\""))).Status);
        var copy = await network.NextAsync();

        (await front.PatchAsync("/subscriptions/urn:ngsi-ld:Subscription:1", """{"q":"urn:ngsi-ld:null","isActive":false}""")).IsBare(204);
        var changed = await network.NextAsync();
        (await front.DeleteAsync("/subscriptions/urn:ngsi-ld:Subscription:1")).IsBare(204);
        var gone = await network.NextAsync();

        Assert.Equal(("POST", "PATCH", "DELETE"), (copy.Method, changed.Method, gone.Method));
        Assert.Equal(changed.Uri, gone.Uri);
        var fragment = changed.Json();
        Assert.Equal("urn:ngsi-ld:null", (string)fragment["q"]!);
        Assert.False((bool)fragment["isActive"]!);
        Assert.Equal("[]", (await front.GetAsync("/csourceSubscriptions")).Body);
    }

    [Fact]
    public async Task A_source_that_comes_later_is_subscribed_to_and_one_that_goes_no_more()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        network.Answers("back", 201);
        Assert.Equal(201, (await front.PostAsync("/subscriptions", Body())).Status);
        Assert.Equal(201, (await front.PostAsync("/subscriptions", Body(",\"localOnly\":true").Replace(":1\"", ":2\"", StringComparison.Ordinal))).Status);

        await front.RegisterAsync("back", operations: Copying);

        var came = await network.NextAsync();
        Assert.Equal("POST", came.Method);
        (await front.PatchAsync("/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:back", """{"information":[{"entities":[{"type":"Pond"}]}]}""")).IsBare(204);
        var went = await network.NextAsync();
        Assert.Equal(("DELETE", "/ngsi-ld/v1/subscriptions/" + came.Json()["id"]), (went.Method, Uri.UnescapeDataString(went.Uri.AbsolutePath)));
        Assert.Equal(2, network.Calls.Count);
    }

    [Fact]
    public async Task Of_entities_in_parts_the_whole_is_judged_and_told()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        network.Answers("back", call => new(Waziup.Ngsi.Federation.RemoteResult.Answered, call.Method == "GET" ? 404 : 201, default));
        await front.RegisterAsync("back", operations: Copying);
        await front.CreateAsync("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","owner":{"type":"Property","value":"Ama"}}""");
        Assert.Equal(201, (await front.PostAsync("/subscriptions", Body(",\"splitEntities\":true,\"q\":\"level>1;owner==%22Ama%22\""))).Status);
        var copy = (await network.NextAsync()).Json();
        Assert.Null(copy["q"]);

        foreach (var level in new[] { 0, 8 })
        {
            var told = $$"""{"subscriptionId":"{{copy["id"]}}","data":[{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":{{level}} } }]}""";
            Assert.Equal(200, (await front.PostAsync("/remote-notify", told)).Status);
        }

        var passed = await front.Notifier.NextAsync();
        Assert.Equal(8, (int)passed.Entity["level"]!["value"]!);
        Assert.Equal("Ama", (string)passed.Entity["owner"]!["value"]!);
        Assert.Empty(front.Notifier.Waiting);
    }

    [Theory]
    [InlineData("internal://sources/x")]
    [InlineData("internal:x")]
    public async Task Nobody_else_can_name_the_brokers_own_endpoint(string uri)
    {
        await using var broker = await TestBroker.StartAsync();

        (await broker.PostAsync("/subscriptions", Body().Replace("http://receiver.example/", uri, StringComparison.Ordinal))).IsProblem(400, "BadRequestData");
        (await broker.PostAsync("/csourceSubscriptions", Body().Replace("http://receiver.example/", uri, StringComparison.Ordinal))).IsProblem(400, "BadRequestData");
    }
}

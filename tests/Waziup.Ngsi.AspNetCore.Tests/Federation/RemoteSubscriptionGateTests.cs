using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.AspNetCore.Tests.Gate;
using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.AspNetCore.Tests.Subscriptions;
using Waziup.Ngsi.Federation;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>What is hidden from somebody is not learned by subscribing at sources, and a deletion tells a source nothing that was hidden from it.</summary>
public sealed class RemoteSubscriptionGateTests
{
    private const string Amas = "Test-Caller: ama";
    private const string Secret = ",\"secret\":{\"type\":\"Property\",\"value\":7}";

    private const string Conditions =
        ",\"q\":\"secret==7\",\"scopeQ\":\"/hidden\",\"geoQ\":{\"georel\":\"near;maxDistance==10\",\"geometry\":\"Point\",\"coordinates\":[1,1],\"geoproperty\":\"secret\"}";

    [Fact]
    public async Task Conditions_of_whoever_may_not_see_everything_stay_here()
    {
        var copies = new List<JsonNode>();
        foreach (var subscriber in new[] { Amas, SecretPolicy.Root })
        {
            var network = new Network();
            await using var broker = await StartAsync(network);
            await SubscribeAsync(broker, subscriber, Conditions);
            copies.Add((await network.NextAsync()).Json());
        }

        string[] names = ["q", "scopeQ", "geoQ"];
        Assert.Equal([false, false, false], names.Select(copies[0].AsObject().ContainsKey));
        Assert.Equal([true, true, true], names.Select(copies[1].AsObject().ContainsKey));
        Assert.DoesNotContain("secret", copies[0].ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_the_conditions_stays_here_too()
    {
        var network = new Network();
        await using var broker = await StartAsync(network);
        await SubscribeAsync(broker, Amas);
        Assert.Equal("POST", (await network.NextAsync()).Method);

        await broker.ResubscribeAsync("""{"q":"secret==7","description":"new"}""", headers: Amas);

        var changed = await network.NextAsync();
        Assert.Equal("PATCH", changed.Method);
        Assert.DoesNotContain("secret", changed.Json().ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret==7", false)]
    [InlineData("!secret", true)]
    [InlineData("level==1", true)]
    public async Task What_a_source_tells_is_judged_by_what_the_subscriber_sees(string q, bool isTold)
    {
        var network = new Network();
        await using var broker = await StartAsync(network);
        await SubscribeAsync(broker, Amas, $",\"q\":\"{q}\"");
        var copy = (await network.NextAsync()).Json();

        var answer = await broker.PostAsync("/remote-notify", $$"""{"subscriptionId":"{{copy["id"]}}","data":[{{Samples.Tank(1, Secret)}}]}""");

        Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");
        if (isTold)
            Assert.Equal(["id", "type", "level"], (await broker.Notifier.NextAsync()).Entity.Select(member => member.Key));
        await QuietAsync(broker);
    }

    [Fact]
    public async Task A_hidden_entity_of_a_source_is_not_told()
    {
        var network = new Network();
        await using var broker = await StartAsync(network);
        await SubscribeAsync(broker, Amas);
        var copy = (await network.NextAsync()).Json();

        var answer = await broker.PostAsync(
            "/remote-notify", $$"""{"subscriptionId":"{{copy["id"]}}","data":[{"id":"urn:ngsi-ld:Hidden:9","type":["Tank","Hidden"],"level":{"type":"Property","value":1} }]}""");

        Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");
        await QuietAsync(broker);
    }

    [Theory]
    [InlineData("PATCH", "/entities/urn:ngsi-ld:Hidden:9/attrs", """{"level":"urn:ngsi-ld:null"}""")]
    [InlineData("PATCH", "/entities/urn:ngsi-ld:Tank:1", """{"secret":"urn:ngsi-ld:null"}""")]
    public async Task That_an_attribute_goes_is_not_told_to_a_source_whose_owner_may_not_see_it(string method, string path, string body)
    {
        Assert.NotEmpty(await SentAsync(SecretPolicy.Root));
        Assert.Empty(await SentAsync(Amas));

        async Task<IReadOnlyList<RemoteCall>> SentAsync(string owner)
        {
            var network = new Network();
            await using var broker = await TestBroker.StartAsync(new OwnerPolicy(), source: network);
            network.Answers("back", 204);
            await broker.CreateAsync("""{"id":"urn:ngsi-ld:Hidden:9","type":["Tank","Hidden"],"level":{"type":"Property","value":1}}""", SecretPolicy.Root);
            await broker.CreateAsync(Samples.Tank(1, Secret), SecretPolicy.Root);
            Assert.Equal(201, (await broker.PostAsync("/csourceRegistrations", Registered.Body("back"), owner)).Status);

            var answer = await broker.SendAsync(method, path, body, headers: SecretPolicy.Root);

            answer.IsBare(204);
            return network.Calls;
        }
    }

    [Theory]
    [InlineData("DELETE", "/entities/urn:ngsi-ld:Hidden:9", null)]
    [InlineData("POST", "/entityOperations/delete", """["urn:ngsi-ld:Hidden:9"]""")]
    public async Task A_deletion_is_not_told_to_a_subscriber_who_may_not_see_the_entity(string method, string path, string? body)
    {
        await using var broker = await TestBroker.StartAsync(new OwnerPolicy(Right.Subscribe));
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Hidden:9","type":["Tank","Hidden"],"level":{"type":"Property","value":1}}""", SecretPolicy.Root);
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"notificationTrigger\":[\"entityDeleted\",\"attributeDeleted\"]", id: "ama", headers: Amas);
        await broker.SubscribeAsync(
            "\"entities\":[{\"type\":\"Tank\"}],\"notificationTrigger\":[\"entityDeleted\",\"attributeDeleted\"]", id: "root", headers: SecretPolicy.Root);

        (await broker.SendAsync(method, path, body, headers: SecretPolicy.Root)).IsBare(204);

        Assert.Equal("urn:ngsi-ld:Subscription:root", (string?)(await broker.Notifier.NextAsync()).Body["subscriptionId"]);
        await QuietAsync(broker);
    }

    /// <summary>A source that an administrator has registered.</summary>
    private static async Task<TestBroker> StartAsync(Network network)
    {
        var broker = await TestBroker.StartAsync(new OwnerPolicy(Right.Subscribe), source: network);
        network.Answers("back", call => new RemoteReply(RemoteResult.Answered, call.Method == "POST" ? 201 : call.Method == "GET" ? 404 : 204, default));
        Assert.Equal(201, (await broker.PostAsync("/csourceRegistrations", Registered.Body("back", operations: "[\"federationOps\"]"), SecretPolicy.Root)).Status);
        return broker;
    }

    private static Task SubscribeAsync(TestBroker broker, string subscriber, string more = "") =>
        broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}]" + more, headers: subscriber);

    /// <summary>Insists that nothing has come until now: a change that is made afterwards is told first.</summary>
    private static async Task QuietAsync(TestBroker broker)
    {
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Sentinel\"}]", id: "sentinel", headers: SecretPolicy.Root);
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Sentinel:1","type":"Sentinel","n":{"type":"Property","value":1}}""", SecretPolicy.Root);
        Assert.Equal("urn:ngsi-ld:Subscription:sentinel", (string?)(await broker.Notifier.NextAsync()).Body["subscriptionId"]);
        Assert.Empty(broker.Notifier.Waiting);
    }
}

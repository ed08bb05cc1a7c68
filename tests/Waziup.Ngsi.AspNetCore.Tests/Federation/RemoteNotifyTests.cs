using System.Net.Http.Headers;
using System.Text;
using Waziup.Ngsi.AspNetCore.Tests.Subscriptions;
using Waziup.Ngsi.Federation;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>What sources tell of the subscriptions that this broker has there (5.8.6).</summary>
public sealed class RemoteNotifyTests
{
    private const string Tanks = "\"entities\":[{\"type\":\"Tank\"}]";

    [Fact]
    public async Task A_change_at_another_broker_is_told_here_as_if_it_were_here()
    {
        await using var world = await World.StartAsync();
        await world.Back.CreateAsync(Samples.Tank(1));
        await world.Front.RegisterAsync("back", operations: "[\"federationOps\"]");
        await world.Front.SubscribeAsync(Tanks, "\"format\":\"simplified\",\"attributes\":[\"level\"]");
        await SubscribedAsync(world.Back);

        await world.Back.LevelAsync(7);
        var between = await world.Back.Notifier.NextAsync();
        Assert.Equal((200, ""), await NotifyAsync(world.Front, between.Body.ToJsonString()));

        var told = await world.Front.Notifier.NextAsync();
        Assert.Equal(world.Front.Address.GetLeftPart(UriPartial.Authority) + "/ngsi-ld/ex/remote-notify", between.Endpoint.Uri.AbsoluteUri);
        Assert.Equal(("urn:ngsi-ld:Subscription:1", "http://receiver.example/1"), ((string?)told.Body["subscriptionId"], told.Endpoint.Uri.AbsoluteUri));
        Assert.NotEqual((string?)between.Body["id"], (string?)told.Body["id"]);
        Assert.Equal("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":7}""", told.Entity.ToJsonString());
        Assert.Empty(world.Front.Notifier.Waiting);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"subscriptionId":"$"}""")]
    [InlineData("""{"subscriptionId":7,"data":[]}""")]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"subscriptionId":"$","data":7}""")]
    [InlineData("""{"subscriptionId":"$","data":null}""")]
    [InlineData("""{"subscriptionId":"$","data":[7]}""")]
    [InlineData("""{"subscriptionId":"$","data":[{"type":"Tank"}]}""")]
    [InlineData("""{"subscriptionId":"$","data":[{"id":"urn:ngsi-ld:Tank:1"}]}""")]
    [InlineData("""{"subscriptionId":"$","data":[{"id":"no uri","type":"Tank"}]}""")]
    [InlineData("""{"subscriptionId":"$","data":[{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property"}}]}""")]
    public async Task What_is_no_notification_is_refused_and_told_to_nobody(string body)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        var copy = await CopyAsync(broker, network);

        var (status, answer) = await NotifyAsync(broker, body.Replace("$", copy, StringComparison.Ordinal));

        Assert.True(status == 400, $"{status} {answer}");
        await broker.QuietAsync();
    }

    [Theory]
    [InlineData("urn:ngsi-ld:Subscription:guess")]
    [InlineData("urn:ngsi-ld:Subscription:1")]
    [InlineData("urn:ngsi-ld:Subscription:distsub:00000000000000000000000000000000")]
    [InlineData("nothing")]
    public async Task A_subscription_that_is_at_no_source_is_not_known(string id)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await CopyAsync(broker, network);

        var (status, answer) = await NotifyAsync(broker, Told(id, Samples.Tank(1)));

        Assert.True(status == 404, $"{status} {answer}");
        await broker.QuietAsync();
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("""{"id":"urn:ngsi-ld:Pump:1","type":"Pump","level":{"type":"Property","value":1}}""", "")]
    [InlineData("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","owner":{"type":"Property","value":1}}""", "")]
    [InlineData("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":5},"owner":{"type":"Property","value":1}}""", "level")]
    public async Task Of_what_is_told_that_alone_is_passed_on_which_is_registered_and_subscribed_to(string entities, string expected)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        var copy = await CopyAsync(broker, network, attributes: "[\"level\"]");

        Assert.Equal((200, ""), await NotifyAsync(broker, Told(copy, entities)));

        if (expected.Length > 0)
            Assert.Equal(["id", "type", expected], (await broker.Notifier.NextAsync()).Entity.Select(member => member.Key));
        await broker.QuietAsync();
    }

    [Fact]
    public async Task Of_several_entities_each_that_counts_is_told()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        var copy = await CopyAsync(broker, network);

        Assert.Equal((200, ""), await NotifyAsync(broker, Told(copy, $"{Samples.Tank(1)},{{\"id\":\"urn:ngsi-ld:Pump:1\",\"type\":\"Pump\"}},{Samples.Tank(2)}")));
        await broker.CreateAsync(Samples.Tank(3));

        var seen = new List<string>();
        while (seen.Count < 3)
            seen.AddRange((await broker.Notifier.NextAsync()).Data.Select(entity => (string)entity!["id"]!));
        Assert.Equal(["urn:ngsi-ld:Tank:1", "urn:ngsi-ld:Tank:2", "urn:ngsi-ld:Tank:3"], seen.Order());
        await broker.QuietAsync();
    }

    [Fact]
    public async Task Of_a_paused_subscription_nothing_is_told_and_a_deleted_one_is_not_known()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        var copy = await CopyAsync(broker, network);
        await broker.ResubscribeAsync("""{"isActive":false}""");

        Assert.Equal((200, ""), await NotifyAsync(broker, Told(copy, Samples.Tank(1))));
        (await broker.DeleteAsync(Subscribed.Path())).IsBare(204);
        var (status, answer) = await NotifyAsync(broker, Told(copy, Samples.Tank(1)));

        Assert.True(status == 404, $"{status} {answer}");
        await broker.QuietAsync();
    }

    /// <summary>Waits until somebody has subscribed.</summary>
    private static async Task SubscribedAsync(TestBroker broker)
    {
        for (var tries = 0; tries < 1000; tries++)
        {
            if ((await broker.GetAsync("/subscriptions")).Json.AsArray().Count > 0)
                return;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        Assert.Fail("nobody has subscribed");
    }

    private static string Told(string id, string entities) => $$"""
        {"id":"urn:ngsi-ld:Notification:1","type":"Notification","subscriptionId":"{{id}}","notifiedAt":"2026-01-01T00:00:00Z","data":[{{entities}}]}
        """;

    /// <summary>Subscribes to tanks, of which a source has some.</summary>
    /// <returns>The id of the subscription at the source.</returns>
    private static async Task<string> CopyAsync(TestBroker broker, Network network, string? attributes = null)
    {
        network.Answers("back", call => new RemoteReply(RemoteResult.Answered, call.Method == "POST" ? 201 : 204, default));
        await broker.RegisterAsync("back", attributes: attributes, operations: "[\"federationOps\"]");
        await broker.SubscribeAsync(Tanks);
        return (string)(await network.NextAsync()).Json()["id"]!;
    }

    /// <summary>As a source does it: to the address that the copy names.</summary>
    private static async Task<(int Status, string Body)> NotifyAsync(TestBroker broker, string body)
    {
        using var client = new HttpClient();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await client.PostAsync(new Uri(broker.Address, "/ngsi-ld/ex/remote-notify"), content, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}

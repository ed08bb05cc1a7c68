namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>Many changes at a time, and many subscriptions (5.5.11.3): each entity by itself, and in order.</summary>
public sealed class ManyChangesTests
{
    private const string Batch = "/entityOperations/";

    [Theory]
    [InlineData("create")]
    [InlineData("upsert")]
    [InlineData("update")]
    [InlineData("merge")]
    public async Task A_batch_is_told_entity_by_entity(string operation)
    {
        await using var broker = await TestBroker.StartAsync();
        if (operation is "update" or "merge")
            await broker.PostAsync(Batch + "create", $"[{Samples.Tank(1)},{Samples.Tank(2)},{Samples.Tank(3)}]");
        await broker.SubscribeAsync();

        var answer = await broker.PostAsync(Batch + operation, "[" + string.Join(',', Enumerable.Range(1, 3).Select(number => $$$"""
            {"id":"urn:ngsi-ld:Tank:{{{number}}}","type":"Tank","level":{"type":"Property","value":{{{number + 10}}}}}
            """)) + "]");
        Assert.True(answer.Status is 201 or 204, $"{answer.Status} {answer.Body}");

        for (var number = 1; number <= 3; number++)
        {
            var entity = (await broker.Notifier.NextAsync()).Entity;
            Assert.Equal(($"urn:ngsi-ld:Tank:{number}", number + 10), ((string?)entity["id"], (int?)entity["level"]!["value"]));
        }
        await broker.QuietAsync();
    }

    [Fact]
    public async Task A_batch_of_deletions_is_told_entity_by_entity()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.PostAsync(Batch + "create", $"[{Samples.Tank(1)},{Samples.Tank(2)}]");
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"notificationTrigger\":[\"entityDeleted\"]");

        (await broker.PostAsync(Batch + "delete", """["urn:ngsi-ld:Tank:1","urn:ngsi-ld:Tank:2"]""")).IsBare(204);

        Assert.Equal("urn:ngsi-ld:Tank:1", (string?)(await broker.Notifier.NextAsync()).Entity["id"]);
        Assert.Equal("urn:ngsi-ld:Tank:2", (string?)(await broker.Notifier.NextAsync()).Entity["id"]);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task What_failed_in_a_batch_is_not_told()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));
        await broker.SubscribeAsync();

        Assert.Equal(207, (await broker.PostAsync(Batch + "create", $"[{Samples.Tank(1)},{Samples.Tank(2)}]")).Status);

        Assert.Equal("urn:ngsi-ld:Tank:2", (string?)(await broker.Notifier.NextAsync()).Entity["id"]);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task Two_writes_to_one_entity_in_a_batch_are_two_changes()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync(notification: "\"showChanges\":true");

        var answer = await broker.PostAsync(
            Batch + "upsert?options=update", $"[{Samples.Tank(1)},{Samples.Tank(1).Replace("\"value\":1", "\"value\":2", StringComparison.Ordinal)}]");
        Assert.True(answer.Status is 201 or 204, $"{answer.Status} {answer.Body}");

        var (first, second) = (await broker.Notifier.NextAsync(), await broker.Notifier.NextAsync());
        Assert.Equal((1, null), ((int?)first.Entity["level"]!["value"], (int?)first.Entity["level"]!["previousValue"]));
        Assert.Equal((2, 1), ((int?)second.Entity["level"]!["value"], (int?)second.Entity["level"]!["previousValue"]));
        await broker.QuietAsync();
    }

    [Fact]
    public async Task One_write_of_several_attributes_is_told_once()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"},{\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:1\"}]");

        await broker.PatchAsync("/entities/urn:ngsi-ld:Tank:1/attrs", """{"level":{"type":"Property","value":2},"a":{"value":1},"b":{"value":2}}""");

        var entity = (await broker.Notifier.NextAsync()).Entity;
        Assert.Equal((2, 1, 2), ((int?)entity["level"]!["value"], (int?)entity["a"]!["value"], (int?)entity["b"]!["value"]));
        await broker.QuietAsync();
    }

    [Fact]
    public async Task Each_subscription_is_told_in_its_own_way()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync(notification: "\"format\":\"simplified\"", id: "1");
        await broker.SubscribeAsync(notification: "\"pick\":[\"level\"]", id: "2");
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Pump\"}]", id: "3");

        await broker.CreateAsync(Samples.Tank(1));

        Notified[] told = [await broker.Notifier.NextAsync(), await broker.Notifier.NextAsync()];
        Array.Sort(told, (a, b) => string.CompareOrdinal(a.Endpoint.Uri.AbsolutePath, b.Endpoint.Uri.AbsolutePath));
        Assert.Equal("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":1}""", told[0].Entity.ToJsonString());
        Assert.Equal("""{"level":{"type":"Property","value":1,"unitCode":"CMT"}}""", told[1].Entity.ToJsonString());
        Assert.NotEqual(told[0].Id, told[1].Id);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task Tenants_are_told_of_their_own_entities()
    {
        const string Farm = "NGSILD-Tenant: farm";
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync(id: "1", headers: Farm);
        await broker.SubscribeAsync(id: "2");

        await broker.CreateAsync(Samples.Tank(1), Farm);
        var farm = await broker.Notifier.NextAsync();
        await broker.CreateAsync(Samples.Tank(2));
        var open = await broker.Notifier.NextAsync();

        Assert.Equal(("urn:ngsi-ld:Tank:1", "/1", "farm"), ((string?)farm.Entity["id"], farm.Endpoint.Uri.AbsolutePath, farm.Tenant));
        Assert.Equal(("urn:ngsi-ld:Tank:2", "/2"), ((string?)open.Entity["id"], open.Endpoint.Uri.AbsolutePath));
        Assert.NotEqual("farm", open.Tenant);
        await broker.QuietAsync();
    }
}

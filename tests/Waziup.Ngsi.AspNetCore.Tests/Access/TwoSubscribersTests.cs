using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>Of one change everybody hears what he sees of it, whoever is told first (POLICIES 4, rows 28, 30 and 48).</summary>
public sealed class TwoSubscribersTests
{
    private const string Plots = "\"entities\":[{\"type\":\"Plot\"}],\"notificationTrigger\":[\"entityCreated\",\"entityUpdated\",\"entityDeleted\"]";

    [Theory]
    [InlineData("kofi,yaw,ama,efua")]
    [InlineData("efua,ama,yaw,kofi")]
    [InlineData("ama,kofi,efua,yaw")]
    [InlineData("kofi,kofi,ama,ama")]
    public async Task Row_28_Each_hears_of_a_change_in_his_form_in_whichever_order_they_are_told(string people)
    {
        await using var world = await TurnWorld.StartAsync();
        var who = await SubscribeAsync(world, people);

        await ChangeAsync(world, """{"level":{"value":31,"unitCode":"CEL"},"note":"S3CR3T2"}""");

        foreach (var (subscriber, told) in await NextAsync(world, who, who.Count))
        {
            var text = told.ToJsonString();
            Assert.Equal(subscriber == "efua" ? (30, 20) : (31, 17), ((int)told["level"]!["value"]!, (int)told["level"]!["previousValue"]!));
            Assert.Equal(subscriber != "ama", text.Contains("S3CR3T2", StringComparison.Ordinal) && text.Contains("\"S3CR3T\"", StringComparison.Ordinal));
            Assert.Equal(subscriber is "kofi" or "efua", told.ContainsKey("modifiedAt"));
            Assert.Equal(subscriber == "ama", told["location"] is null);
        }

        // A second change that some of them do not see at all.
        await ChangeAsync(world, """{"level":{"value":32,"unitCode":"CEL"}}""");
        var second = who.Where(pair => pair.Value != "efua").ToDictionary();
        Assert.All(await NextAsync(world, second, second.Count), pair => Assert.Equal((32, 31), ((int)pair.Told["level"]!["value"]!, (int)pair.Told["level"]!["previousValue"]!)));
        await ChangeAsync(world, """{"note":"S3CR3T3"}""");
        var third = who.Where(pair => pair.Value != "ama").ToDictionary();
        Assert.All(await NextAsync(world, third, third.Count), pair => Assert.Contains("S3CR3T3", pair.Told.ToJsonString(), StringComparison.Ordinal));
        await QuietAsync(world);
    }

    [Theory]
    [InlineData("kofi,root")]
    [InlineData("root,kofi")]
    public async Task Row_30_What_gets_a_type_that_hides_it_is_gone_for_him_and_changed_for_others(string people)
    {
        await using var world = await TurnWorld.StartAsync();
        var who = await SubscribeAsync(world, people);

        await ReplaceAsync("[\"Plot\",\"Vault\"]", "S3CR3T4");
        foreach (var (subscriber, told) in await NextAsync(world, who, 2))
        {
            Assert.Equal(subscriber == "kofi", told.ContainsKey("deletedAt"));
            Assert.Equal(subscriber != "kofi", told.ToJsonString().Contains("S3CR3T4", StringComparison.Ordinal));
        }
        // He does not see what happens to it there, and sees it come back as something new.
        await ReplaceAsync("[\"Plot\",\"Vault\"]", "S3CR3T5");
        Assert.Equal("root", Assert.Single(await NextAsync(world, who, 1)).Subscriber);
        await ReplaceAsync("\"Plot\"", "again");
        foreach (var (subscriber, told) in await NextAsync(world, who, 2))
        {
            Assert.False(told.ContainsKey("deletedAt"));
            Assert.Equal(subscriber != "kofi", told.ToJsonString().Contains("S3CR3T5", StringComparison.Ordinal));
        }
        // And what hides a part of it takes that part from him alone.
        await ReplaceAsync("[\"Trial\",\"Plot\"]", "S3CR3T6");
        Assert.All(await NextAsync(world, who, 2), pair => Assert.Equal(pair.Subscriber != "kofi", pair.Told.ToJsonString().Contains("S3CR3T6", StringComparison.Ordinal)));
        await QuietAsync(world);

        async Task ReplaceAsync(string types, string note) => (await world.Broker.SendAsync(
            "PUT", TurnWorld.One, $$"""{"id":"urn:ngsi-ld:Plot:1","type":{{types}},"level":{"value":1,"unitCode":"CEL"},"note":"{{note}}"}""", headers: PolicyWorld.Root)).IsBare(204);
    }

    [Fact]
    public async Task Row_28_Two_with_the_same_rights_and_other_wishes_each_get_what_they_wish()
    {
        await using var world = await TurnWorld.StartAsync();
        await world.Broker.SubscribeAsync(Plots, "\"showChanges\":true", "1", TurnWorld.Called("ama"));
        await world.Broker.SubscribeAsync(Plots, "\"format\":\"keyValues\"", "2", TurnWorld.Called("ama"));
        await world.Broker.SubscribeAsync(Plots + ",\"q\":\"level>30\"", "\"attributes\":[\"level\"]", "3", TurnWorld.Called("ama"));

        foreach (var level in new[] { 20, 31 })
        {
            await ChangeAsync(world, $$"""{"level":{"value":{{level}},"unitCode":"CEL"},"note":{{level}} }""");
            var who = Enumerable.Range(1, level > 30 ? 3 : 2).ToDictionary(i => $"{i}", i => $"{i}");
            foreach (var (subscriber, told) in await NextAsync(world, who, who.Count))
            {
                Assert.Equal(["id", "level", "type"], told.Select(member => member.Key).Order());
                Assert.Equal(subscriber == "1", told.ToJsonString().Contains("previousValue", StringComparison.Ordinal));
                Assert.Equal(level, (int)(subscriber == "2" ? told["level"]! : told["level"]!["value"]!));
            }
        }
        await QuietAsync(world);
    }

    /// <summary>Who has which subscription.</summary>
    private static async Task<Dictionary<string, string>> SubscribeAsync(PolicyWorld world, string people)
    {
        var who = people.Split(',').Select((name, i) => ($"{i}", name)).ToDictionary(pair => pair.Item1, pair => pair.name);
        foreach (var (id, name) in who)
            await world.Broker.SubscribeAsync(Plots, "\"showChanges\":true,\"sysAttrs\":true", id, TurnWorld.Called(name));
        return who;
    }

    private static async Task<List<(string Subscriber, JsonObject Told)>> NextAsync(PolicyWorld world, Dictionary<string, string> who, int count)
    {
        var told = new List<(string, JsonObject)>();
        while (told.Count < count)
        {
            var next = await world.Broker.Notifier.NextAsync();
            told.Add((who[((string)next.Body["subscriptionId"]!).Split(':')[^1]], next.Entity));
        }
        return told;
    }

    private static async Task ChangeAsync(PolicyWorld world, string attributes) =>
        (await world.Broker.PatchAsync(TurnWorld.One + "/attrs", attributes, PolicyWorld.Root)).IsBare(204);

    private static async Task QuietAsync(PolicyWorld world)
    {
        await world.Broker.SubscribeAsync("\"entities\":[{\"type\":\"End\"}]", "", "end", PolicyWorld.Root);
        await world.CreateAsync("End:1", "End", "\"n\":1");
        var next = await world.Broker.Notifier.NextAsync();
        Assert.True((string?)next.Body["subscriptionId"] == "urn:ngsi-ld:Subscription:end", next.Body.ToJsonString());
    }
}

using System.Text.Json.Nodes;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.Broker.Releases;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>Wells of many owners, of which the mean of a village is published each day, and nothing else is allowed.</summary>
sealed class ReleaseWorld : IAsyncDisposable
{
    public const string Village = "urn:ngsi-ld:VillageWell:wells:ghana:keta";

    private ReleaseWorld(PolicyWorld world) => World = world;

    public PolicyWorld World { get; }

    public TestBroker Broker => World.Broker;

    /// <param name="release">Members of the release in place of those that it has, or besides them.</param>
    /// <param name="keys">Of which noise is made; null for others each time.</param>
    public static async Task<ReleaseWorld> StartAsync(string release = "{}", IPolicyKeys? keys = null)
    {
        var world = await PolicyWorld.StartAsync(keys ?? KeyFile.Temporary());
        await world.HoldAsync(PolicyOf(release));
        return new ReleaseWorld(world);
    }

    /// <summary>The policy, changed.</summary>
    public static string PolicyOf(string release = "{}", string id = "urn:waziup:Policy:wells")
    {
        var policy = JsonNode.Parse("""
            {"who":["anybody"],"rights":["read","history","subscribe"],"entities":{"type":"Well"},
             "release":{"attribute":"level","group":{"scopeDepth":2},"period":"P1D","unit":"owner","minSamples":2,"as":{"type":"VillageWell","attribute":"meanLevel"} },
             "attributes":{"meanLevel":"show","scope":"show"} }
            """)!.AsObject();
        policy["id"] = id;
        var changed = JsonNode.Parse(release)!.AsObject();
        // With noise it does not count how many readings there are.
        if (changed.ContainsKey("epsilon"))
            policy["release"]!.AsObject().Remove("minSamples");
        foreach (var (name, value) in changed)
            policy["release"]![name] = value?.DeepClone();
        return policy.ToJsonString();
    }

    /// <summary>A well of somebody.</summary>
    public Task WellAsync(string name, string owner, string scope = "/ghana/keta/north", string attributes = "") =>
        World.CreateAsync($"Well:{name}", "Well", $$""" {{attributes}}"level":0,"owner":{"object":"urn:ngsi-ld:Person:{{owner}}"},"scope":"{{scope}}" """);

    /// <summary>A well of each owner, and a reading of it in the first hours of a day.</summary>
    public async Task FillAsync(int owners, int day = 0)
    {
        for (var i = 1; i <= owners; i++)
        {
            if (day == 0)
                await WellAsync($"{i}", $"p{i}");
            await ReadAsync($"{i}", $"{i * 10}", (24 * day) + i);
        }
    }

    /// <summary>A reading that was observed some hours after the beginning of 2026.</summary>
    public async Task ReadAsync(string well, string value, double hour, string members = "") =>
        (await Broker.PostAsync($"/temporal/entities/urn:ngsi-ld:Well:{well}/attrs",
            $$"""{"level":[{"type":"Property","value":{{value}},{{members}}"observedAt":"{{CellWorld.Time(hour)}}"}]}""", PolicyWorld.Root)).IsBare(204);

    /// <summary>Time passes on while nothing is published.</summary>
    public void Pass(double days) => Broker.Clock.Leap(TimeSpan.FromDays(days));

    /// <summary>Publishes what is complete, as a process does that has just been started.</summary>
    public async Task PublishAsync() => await new ReleaseJob(
        Broker.Storage, Broker.Broker.Quotas, World.Policy, Broker.Broker.Terms.Default, Broker.Clock, World.Log).RunAsync(TestContext.Current.CancellationToken);

    public async Task PassAndPublishAsync(double days)
    {
        Pass(days);
        await PublishAsync();
    }

    /// <summary>What anybody finds in the history of the village: each value with its day.</summary>
    public async Task<string> PublishedAsync(string id = Village)
    {
        var answer = await Broker.GetAsync($"/temporal/entities/{id}?attrs=meanLevel");
        var told = answer.Status != 200 ? [] : answer.Json["meanLevel"] is JsonArray many ? many.Select(one => one!) : [answer.Json["meanLevel"]!];
        return string.Join(' ', told.Select(one => $"{one["value"]}@{one["observedAt"]!.GetValue<string>()[5..10]}").Order(StringComparer.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        Assert.DoesNotContain(World.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
        await World.DisposeAsync();
    }
}

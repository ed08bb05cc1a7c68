using System.Globalization;
using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>Nobody makes a group smaller by what he asks for: each answer is the set of the period, as far as it meets the condition (POLICIES 4, row 26).</summary>
public class LeakCohortTests(ITestOutputHelper output)
{
    private const string Between = "timerel=between&timeAt=2025-01-01T00:00:00Z&endTimeAt=2027-01-01T00:00:00Z&timeproperty=modifiedAt";

    [Theory]
    [InlineData("type=Sensor&q=level==1")]
    [InlineData("type=Sensor&q=level==4")]
    [InlineData("type=Sensor&q=level>2")]
    [InlineData("type=Sensor&q=level<2|level>3")]
    [InlineData("type=Sensor&q=!level")]
    [InlineData("type=Sensor&q=level!=2")]
    [InlineData("type=Sensor&idPattern=1$")]
    [InlineData("type=Sensor&idPattern=a")]
    [InlineData("id=urn:ngsi-ld:Sensor:a1,urn:ngsi-ld:Sensor:k1&local=true")]
    [InlineData("id=urn:ngsi-ld:Sensor:a1&local=true")]
    [InlineData("attrs=level&local=true")]
    [InlineData("type=Sensor&orderBy=level;desc")]
    [InlineData("type=Sensor&georel=near;maxDistance==50000&geometry=Point&coordinates=[-0.2,5.6]")]
    [InlineData("type=Sensor&georel=near;maxDistance==50000&geometry=Point&coordinates=[0.98,5.91]")]
    [InlineData("type=Sensor&georel=within&geometry=Polygon&coordinates=[[[-1,5],[2,5],[2,7],[-1,7],[-1,5]]]")]
    public async Task Row_26_Any_filter_finds_the_set_as_far_as_it_meets_the_filter(string query)
    {
        await using var world = await CohortWorld.WithSensorsAsync();
        var all = (await world.SensorsAsync()).Split(',');
        Assert.Equal(["k1", "k2", "k3", "k4"], all);

        // Everybody but the one whom nothing is hidden from is asked first and last: no question changes the set.
        var (first, stored) = (await world.SensorsAsync(query), await world.SensorsAsync(query, PolicyWorld.Root));
        var expected = stored.Split(',', StringSplitOptions.RemoveEmptyEntries).Where(all.Contains).ToList();

        Assert.Equal(string.Join(',', expected), first);
        var count = await world.Broker.GetAsync($"/entities?{Found.Escaped(query)}&limit=0&count=true");
        Assert.Equal($"{expected.Count}", count["NGSILD-Results-Count"]);
        Assert.Equal(all, (await world.SensorsAsync()).Split(','));
    }

    [Fact]
    public async Task Row_26_However_small_the_radius_whole_groups_are_in_it_or_none()
    {
        await using var world = await CohortWorld.WithSensorsAsync();
        var found = new HashSet<string>();

        for (var metres = 20_000d; metres >= 1; metres /= 1.7)
        {
            var radius = metres.ToString("0.###", CultureInfo.InvariantCulture);
            found.Add(await world.SensorsAsync($"type=Sensor&georel=near;maxDistance=={radius}&geometry=Point&coordinates=[0.98,5.91]"));
        }

        output.WriteLine($"Row 26 recovered: of four in a group as radii shrink {string.Join(" or ", found.Select(ids => ids.Length == 0 ? "none" : ids))}");
        Assert.Equal(["", "k1,k2,k3,k4"], found.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("type=Sensor", 4)]
    [InlineData("type=Sensor&orderBy=level;desc", 4)]
    [InlineData("type=Sensor&q=level<4", 3)]
    public async Task Row_26_Pages_of_one_are_the_list_of_all_and_counts_are_exact(string query, int count)
    {
        await using var world = await CohortWorld.WithSensorsAsync();
        var found = new List<string>();

        for (var page = await world.Broker.GetAsync($"/entities?{query}&limit=1&count=true"); ; page = await world.Broker.GetAsync(page.Target("next")))
        {
            Assert.Equal($"{count}", page["NGSILD-Results-Count"]);
            Assert.Single(page.Json.AsArray());
            found.Add(Found.Numbers(page));
            if (page.Link("next") is null)
                break;
        }

        Assert.Equal(await world.SensorsAsync(query), string.Join(',', found));
        Assert.Equal(count, found.Count);
    }

    [Fact]
    public async Task Row_26_Types_and_attributes_are_those_of_the_set()
    {
        await using var world = await CohortWorld.WithSensorsAsync();

        Assert.Equal(4, (int)(await world.Broker.GetAsync("/types/Sensor")).Json["entityCount"]!);
        Assert.Equal(4, (int)(await world.Broker.GetAsync("/attributes/level")).Json["attributeCount"]!);
    }

    [Fact]
    public async Task Row_26_The_past_is_under_the_same_gate()
    {
        await using var world = await CohortWorld.WithSensorsAsync();
        foreach (var id in new[] { "k1", "a1" })
            (await world.Broker.PatchAsync($"/entities/urn:ngsi-ld:Sensor:{id}/attrs", "{\"level\":7}", PolicyWorld.Root)).IsBare(204);

        var shown = await world.Broker.GetAsync($"/temporal/entities?type=Sensor&{Between}&attrs=level&count=true");

        Assert.Equal(("k1,k2,k3,k4", "4"), (Found.Numbers(shown), shown["NGSILD-Results-Count"]));
        Assert.Equal("k1", Found.Numbers(await world.Broker.GetAsync($"/temporal/entities?type=Sensor&{Between}&q=level==7")));
        Assert.Equal(200, (await world.Broker.GetAsync("/temporal/entities/urn:ngsi-ld:Sensor:k1")).Status);
        var (hidden, absent) = (await world.Broker.GetAsync("/temporal/entities/urn:ngsi-ld:Sensor:a1"), await world.Broker.GetAsync("/temporal/entities/urn:ngsi-ld:Sensor:b1"));
        hidden.IsProblem(404, "ResourceNotFound");
        Assert.Equal(absent.Everything.Replace("b1", "a1", StringComparison.Ordinal), hidden.Everything);
    }

    [Fact]
    public async Task Row_26_Of_what_is_outside_of_the_set_nobody_is_told()
    {
        await using var world = await CohortWorld.WithSensorsAsync();
        await world.Broker.SubscribeAsync(
            """ "entities":[{"type":"Sensor"}],"notificationTrigger":["entityCreated","entityUpdated","entityDeleted"] """, id: "1", headers: "Test-Caller: ama");
        async Task LevelAsync(string id, int level) =>
            (await world.Broker.PatchAsync($"/entities/urn:ngsi-ld:Sensor:{id}/attrs", $$"""{"level":{{level}} }""", PolicyWorld.Root)).IsBare(204);
        async Task ToldAsync(string id, bool isDeleted = false)
        {
            var told = (await world.Broker.Notifier.NextAsync()).Entity;
            Assert.Equal(($"urn:ngsi-ld:Sensor:{id}", isDeleted), ((string)told["id"]!, told.ContainsKey("deletedAt")));
        }

        await LevelAsync("a1", 71);
        await world.SensorAsync("k5", CohortWorld.Keta, 5, "esi");
        await LevelAsync("k5", 72);
        (await world.Broker.DeleteAsync("/entities/urn:ngsi-ld:Sensor:a2", PolicyWorld.Root)).IsBare(204);
        await LevelAsync("k1", 73);
        await ToldAsync("k1");
        (await world.Broker.DeleteAsync("/entities/urn:ngsi-ld:Sensor:k2", PolicyWorld.Root)).IsBare(204);
        await ToldAsync("k2", isDeleted: true);

        // The next day esi's counts, and nobody is told of the day itself.
        world.Refresh();
        await LevelAsync("a3", 74);
        await LevelAsync("k5", 75);
        await ToldAsync("k5");
        await world.Broker.SubscribeAsync("\"entities\":[{\"type\":\"End\"}]", "", "end", PolicyWorld.Root);
        await world.CreateAsync("End:1", "End", "\"n\":1");
        Assert.Equal("urn:ngsi-ld:Subscription:end", (string?)(await world.Broker.Notifier.NextAsync()).Body["subscriptionId"]);
    }
}

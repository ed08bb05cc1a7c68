using System.Text.Json.Nodes;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>When what is published is: once it is over, after a pause, and what comes late (POLICIES 3.6).</summary>
public class ReleaseCourseTests
{
    [Fact]
    public async Task A_day_is_published_once_it_is_over_and_has_settled()
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.FillAsync(5);

        await world.PassAndPublishAsync(1.99);
        Assert.Equal("", await world.PublishedAsync());
        await world.PassAndPublishAsync(0.01);

        Assert.Equal("30@01-01", await world.PublishedAsync());
        var seen = await world.Broker.GetAsync($"/entities/{ReleaseWorld.Village}?options=concise");
        Assert.Equal(
            $$$"""{"id":"{{{ReleaseWorld.Village}}}","type":"VillageWell","scope":"/ghana/keta","meanLevel":{"value":30,"observedAt":"2026-01-01T00:00:00Z"}}""", seen.Body);
    }

    [Fact]
    public async Task After_a_pause_everything_is_published_and_nothing_twice()
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.FillAsync(5);
        await world.PassAndPublishAsync(2);
        var before = await RowsAsync(world);
        for (var day = 2; day < 40; day++)
        {
            await world.FillAsync(5, day);
            world.Pass(1);
        }

        await world.PublishAsync();
        var all = string.Join(' ', Enumerable.Range(0, 39).Where(day => day != 1).Select(day => $"30@{CellWorld.Time(24 * day)[5..10]}"));
        Assert.Equal(all, await world.PublishedAsync());
        // As where it ended after it had written and before it had taken that down.
        await world.Broker.Storage.Documents.DeleteAsync(default, DocumentKind.Setting, "release urn:waziup:Policy:wells", TestContext.Current.CancellationToken);
        await world.PublishAsync();

        Assert.Equal(all, await world.PublishedAsync());
        Assert.Equal([before[0].Sequence], (await RowsAsync(world)).Where(row => row.At == before[0].At).Select(row => row.Sequence));
    }

    [Fact]
    public async Task Cells_of_before_a_policy_was_made_are_published_as_far_back_as_it_says()
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.World.ChangeAsync(JsonNode.Parse("""{"retire":["urn:waziup:Policy:wells"]}""")!);
        await world.FillAsync(5);
        await world.FillAsync(5, 3);
        world.Pass(20);
        var policy = JsonNode.Parse(ReleaseWorld.PolicyOf())!;
        policy["from"] = "2026-01-02T00:00:00Z";
        await world.World.HoldAsync(policy.ToJsonString());

        await world.PublishAsync();

        Assert.Equal("30@01-04", await world.PublishedAsync());
    }

    [Fact]
    public async Task What_is_published_stays_and_late_readings_make_up_for_what_was_not()
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.FillAsync(5);
        await world.FillAsync(4, 1);
        await world.PassAndPublishAsync(3);
        Assert.Equal("30@01-01", await world.PublishedAsync());

        await world.WellAsync("6", "p6");
        await world.ReadAsync("6", "5000", 1);
        await world.ReadAsync("6", "50", 25);
        await world.PassAndPublishAsync(0.5);
        Assert.Equal("30@01-01", await world.PublishedAsync());
        await world.PassAndPublishAsync(0.5);

        // The second day ended two days ago.
        Assert.Equal("30@01-01 30@01-02", await world.PublishedAsync());
        await world.PassAndPublishAsync(100);
        Assert.Equal("30@01-01 30@01-02", await world.PublishedAsync());
    }

    [Fact]
    public async Task Late_cells_go_into_the_history_and_leave_what_is_current()
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.FillAsync(4);
        await world.WellAsync("5", "p5");
        await world.FillAsync(5, 1);
        await world.PassAndPublishAsync(3);
        Assert.Equal("30@01-02", await world.PublishedAsync());
        await world.ReadAsync("5", "100", 1);
        await world.PassAndPublishAsync(3);

        Assert.Equal("30@01-02 40@01-01", await world.PublishedAsync());
        Assert.Equal("2026-01-02T00:00:00Z", (await world.Broker.GetAsync($"/entities/{ReleaseWorld.Village}")).Json["meanLevel"]!["observedAt"]!.GetValue<string>());
    }

    private static async Task<List<HistoryRow>> RowsAsync(ReleaseWorld world) =>
        [.. (await world.Broker.Storage.History.ReadAsync(default, EntityId.TryParse(ReleaseWorld.Village, out var id) ? id : default, TestContext.Current.CancellationToken))
            .Where(row => row.Name.EndsWith("meanLevel", StringComparison.Ordinal))];
}

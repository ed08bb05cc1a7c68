using System.Text.Json.Nodes;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>Of what is released no single owner follows (POLICIES 3.6 and 4, row 25).</summary>
public class LeakReleaseTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Row_25_A_group_of_four_is_silent_and_one_of_five_is_not()
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.FillAsync(4);
        // However much there is of them.
        for (var hour = 5; hour < 24; hour++)
            await world.ReadAsync("1", "10", hour);
        await world.PassAndPublishAsync(2);

        Assert.Equal("", await world.PublishedAsync());
        Assert.Equal(404, (await world.Broker.GetAsync($"/entities/{ReleaseWorld.Village}")).Status);
        Assert.Empty((await world.Broker.GetAsync("/entities?type=VillageWell")).Json.AsArray());

        await world.FillAsync(4, 2);
        await world.WellAsync("5", "p5");
        await world.ReadAsync("5", "50", 24 * 2);
        await world.PassAndPublishAsync(2);

        output.WriteLine($"Row 25 recovered: nothing of four owners, {await world.PublishedAsync()} of five");
        Assert.Equal("30@01-03", await world.PublishedAsync());
    }

    [Theory]
    [InlineData("""{"minUnits":6}""")]
    [InlineData("""{"period":"PT1H","group":{"by":"soil"},"as":{"type":"Soil","attribute":"mean"} }""")]
    [InlineData("""{"unitCode":"MTR"}""")]
    public async Task Row_25_Overlapping_releases_are_refused(string release)
    {
        await using var world = await ReleaseWorld.StartAsync();
        var other = JsonNode.Parse(ReleaseWorld.PolicyOf(release, "urn:waziup:Policy:again"))!;
        other["entities"] = JsonNode.Parse("""{"type":"Well","q":"owner!=\"urn:ngsi-ld:Person:p1\""}""");

        var refused = await Assert.ThrowsAsync<NgsiLdException>(() => world.World.HoldAsync(other.ToJsonString()));

        Assert.Equal(400, refused.Error.Status);
        Assert.StartsWith("P09", refused.Error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_25_Two_may_not_publish_the_same_entities()
    {
        await using var world = await ReleaseWorld.StartAsync();
        var other = JsonNode.Parse(ReleaseWorld.PolicyOf("""{"attribute":"depth"}""", "urn:other:wells"))!;
        other["entities"] = JsonNode.Parse("""{"type":"Borehole"}""");

        Assert.StartsWith("P09", (await Assert.ThrowsAsync<NgsiLdException>(() => world.World.HoldAsync(other.ToJsonString()))).Error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Borehole", "level", "MTR", "CMT")]
    [InlineData("Well", "depth", null, null)]
    [InlineData("Well", "level", "MTR", "CMT")]
    public async Task What_has_no_reading_in_common_may_be_released_beside_each_other(string type, string attribute, string? unit, string? otherUnit)
    {
        await using var world = await PolicyWorld.StartAsync();
        await world.HoldAsync(ReleaseWorld.PolicyOf(unit is null ? "{}" : $$"""{"unitCode":"{{unit}}"}"""));
        var other = JsonNode.Parse(ReleaseWorld.PolicyOf($$"""{"attribute":"{{attribute}}"}""", "urn:waziup:Policy:again"))!;
        other["entities"]!["type"] = type;
        if (otherUnit is not null)
            other["release"]!["unitCode"] = otherUnit;

        await world.HoldAsync(other.ToJsonString());
    }

    [Fact]
    public async Task A_day_is_published_in_one_version_whoever_comes_late()
    {
        // The difference of two versions would be the newcomer.
        await using var world = await ReleaseWorld.StartAsync();
        await world.FillAsync(5);
        await world.PassAndPublishAsync(2);
        await world.WellAsync("6", "p6");
        await world.ReadAsync("6", "4711", 1);

        for (var day = 0; day < 20; day++)
        {
            await world.PassAndPublishAsync(1);
            Assert.Equal("30@01-01", await world.PublishedAsync());
        }
    }

    [Theory]
    [InlineData("{}", "P10")]
    [InlineData("""{"clamp":[0,1]}""", "")]
    [InlineData("""{"clamp":[0,1],"as":{"type":"VillageWell","attribute":"other"} }""", "P18")]
    public async Task A_release_without_bounds_or_that_nobody_sees_is_warned_of(string release, string codes)
    {
        await using var world = await ReleaseWorld.StartAsync(release);

        var lint = await world.World.Activation.LintAsync(default, Ngsi.Access.Caller.Anonymous with { Subject = "eve", Roles = ["administrator"] }, TestContext.Current.CancellationToken);

        Assert.Equal(codes, string.Join(',', lint["findings"]!.AsArray().Select(finding => finding!["code"]!.GetValue<string>())));
    }
}

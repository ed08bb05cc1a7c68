using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Maps;

/// <summary>DELETE /entities among the entities of a map (5.6.21).</summary>
public sealed class MapPurgeTests
{
    [Fact]
    public async Task Only_what_is_in_the_map_is_deleted()
    {
        await using var broker = await Mapped.StartAsync();
        var made = await broker.GetAsync("/entityMaps?type=Tank&q=level>3");
        await broker.CreateAsync(Samples.Tank(6));

        (await broker.DeleteAsync("/entities?type=Tank", made.GoOn())).IsBare(204);

        Assert.Equal("1,2,3,6", await broker.FindAsync("type=Tank"));
        Assert.Equal("", (await broker.GetAsync("/entities?type=Tank", made.GoOn())).Page(200));
        Assert.Equal("", await broker.EntitiesAsync(made));
    }

    [Fact]
    public async Task What_fits_no_more_stays()
    {
        await using var broker = await Mapped.StartAsync();
        var made = await broker.GetAsync("/entityMaps?type=Tank&q=level>3");
        (await broker.PatchAsync("/entities/urn:ngsi-ld:Tank:4/attrs/level", """{"value":-4}""")).IsBare(204);

        (await broker.DeleteAsync("/entities?type=Tank&q=level>3&drop=level", made.GoOn())).IsBare(204);

        Assert.Equal("1,2,3,4", await broker.FindAsync("q=level"));
        Assert.Equal("1,2,3,4,5", await broker.FindAsync("type=Tank"));
    }

    [Fact]
    public async Task The_map_that_was_used_is_named()
    {
        await using var broker = await Mapped.StartAsync();
        var made = await broker.GetAsync("/entityMaps?type=Tank&q=level>3");

        Assert.Equal(made.Map(), (await broker.DeleteAsync("/entities?type=Tank", made.GoOn())).IsBare(204).Map());
    }

    [Fact]
    public async Task A_map_alone_is_too_wide_and_a_purge_makes_none()
    {
        await using var broker = await Mapped.StartAsync();
        var made = await broker.GetAsync("/entityMaps?type=Tank");

        (await broker.DeleteAsync("/entities", made.GoOn())).IsProblem(400, "BadRequestData");
        (await broker.DeleteAsync("/entities?type=Tank&entityMap=true")).IsProblem(400, "InvalidRequest");

        Assert.Equal("1,2,3,4,5", await broker.FindAsync("type=Tank"));
    }
}

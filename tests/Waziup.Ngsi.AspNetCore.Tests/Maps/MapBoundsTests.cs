using Waziup.Ngsi.AspNetCore.Tests.Temporal;

namespace Waziup.Ngsi.AspNetCore.Tests.Maps;

/// <summary>Whose a map is, how many there may be, and how large.</summary>
public sealed class MapBoundsTests
{
    private const string Farm = "NGSILD-Tenant: farm";
    private const string Kofi = "Test-Caller: kofi";

    [Theory]
    [InlineData("Test-Caller: ama")]
    [InlineData("Accept: */*")]
    public async Task For_anybody_but_its_maker_a_map_is_not_there(string other)
    {
        await using var broker = await Mapped.StartAsync();
        var made = await broker.GetAsync("/entityMaps?type=Tank&q=level>3", Kofi);

        (await broker.GetAsync(made.Map(), other)).IsProblem(404, "ResourceNotFound");
        (await broker.PatchAsync(made.Map(), """{"expiresAt":"2026-01-01T00:10:00Z"}""", other)).IsProblem(404, "ResourceNotFound");
        (await broker.DeleteAsync(made.Map(), other)).IsProblem(404, "ResourceNotFound");
        var page = await broker.GetAsync("/entities?type=Tank", made.GoOn(), other);
        Assert.Equal("1,2,3,4,5", page.Page(201));
        Assert.NotEqual(made.Map(), page.Map());
        Assert.NotEqual(made.Map(), (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:5", made.GoOn(), other)).Map());

        Assert.Equal(made.Body, (await broker.GetAsync(made.Map(), Kofi)).Body);
        Assert.Equal("4,5", (await broker.GetAsync("/entities?type=Tank", made.GoOn(), Kofi)).Page(200));
    }

    [Fact]
    public async Task A_map_stays_in_its_tenant()
    {
        await using var broker = await Mapped.StartAsync();
        await broker.CreateAsync(Samples.Tank(7), Farm);
        var made = await broker.GetAsync("/entityMaps?type=Tank", Farm);

        Assert.Equal("7", made.Entities(201));
        Assert.Equal("farm", made["NGSILD-Tenant"]);
        (await broker.GetAsync(made.Map())).IsProblem(404, "ResourceNotFound");
        (await broker.DeleteAsync(made.Map())).IsProblem(404, "ResourceNotFound");
        Assert.Equal("1,2,3,4,5", (await broker.GetAsync("/entities?type=Tank", made.GoOn())).Page(201));
        Assert.Equal("7", (await broker.GetAsync("/entities?type=Tank", made.GoOn(), Farm)).Page(200));
        (await broker.GetAsync("/entityMaps?type=Tank", "NGSILD-Tenant: absent")).IsProblem(404, "NonexistentTenant");
    }

    [Fact]
    public async Task There_are_so_many_maps_of_a_tenant_and_no_more()
    {
        await using var broker = await Mapped.StartAsync(options => options.MaxEntityMaps = 2);
        await broker.CreateAsync(Samples.Tank(7), Farm);
        var (one, two) = (await broker.GetAsync("/entityMaps?type=Tank"), await broker.GetAsync("/entityMaps?type=Tank", Kofi));
        string[] paths = ["/entityMaps?type=Tank", "/entities?type=Tank&entityMap=true", Past.Current + "?entityMap=true", Past.One + "?entityMap=true",
            "/temporal/entityMaps?type=Tank&timeproperty=modifiedAt&" + Mapped.Window];

        await Assert.AllAsync(paths, async path => Assert.Null((await broker.GetAsync(path)).IsProblem(403, "Forbidden")[Mapped.Header]));

        Assert.Equal("1,2,3,4,5", (await broker.GetAsync("/entities?type=Tank", one.GoOn())).Page(200));
        Assert.Equal("7", (await broker.GetAsync("/entityMaps?type=Tank", Farm)).Entities(201));
        (await broker.DeleteAsync(two.Map(), Kofi)).IsBare(204);
        Assert.Equal(201, (await broker.GetAsync("/entityMaps?type=Tank")).Status);
        (await broker.GetAsync("/entityMaps?type=Tank")).IsProblem(403, "Forbidden");
        broker.Clock.Advance(TimeSpan.FromHours(1));
        await broker.Broker.SweepAsync(TestContext.Current.CancellationToken);
        Assert.Equal(201, (await broker.GetAsync("/entityMaps?type=Tank")).Status);
    }

    [Fact]
    public async Task A_map_is_so_large_and_no_larger()
    {
        await using var broker = await Mapped.StartAsync(options => options.MaxEntityMapSize = 4);
        string[] paths = ["/entityMaps?type=Tank", "/entities?type=Tank&limit=1&entityMap=true", "/temporal/entityMaps?type=Tank&timeproperty=modifiedAt&" + Mapped.Window];

        await Assert.AllAsync(paths, async path => Assert.Null((await broker.GetAsync(path)).IsProblem(403, "TooManyResults")[Mapped.Header]));

        Assert.Equal("2,3,4,5", (await broker.GetAsync("/entityMaps?type=Tank&q=level>1")).Entities(201));
        Assert.Equal("1,2,3,4,5", (await broker.GetAsync("/entities?type=Tank")).Page(200));
    }

    [Fact]
    public async Task The_longest_lifetime_is_an_option()
    {
        await using var broker = await Mapped.StartAsync(options => options.EntityMapLifetime = TimeSpan.FromMinutes(5));

        Assert.Equal("2026-01-01T00:05:00Z", (await broker.GetAsync("/entityMaps?type=Tank")).ExpiresAt());
        Assert.Equal("2026-01-01T00:05:00Z", (await broker.GetAsync("/entityMaps?type=Tank&entityMapLifetime=PT1H")).ExpiresAt());
        Assert.Equal("2026-01-01T00:01:00Z", (await broker.GetAsync("/entityMaps?type=Tank&entityMapLifetime=PT1M")).ExpiresAt());
    }
}

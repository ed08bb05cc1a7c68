using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Tests.Maps;

/// <summary>How long an entity map stays, and who ends it (5.14.1 to 5.14.3, 6.32).</summary>
public sealed class MapLifetimeTests
{
    private const string Create = "/entityMaps?type=Tank";

    [Theory]
    [InlineData("PT10M", "2026-01-01T00:10:00Z")]
    [InlineData("PT1H", "2026-01-01T01:00:00Z")]
    [InlineData("PT1H1S", "2026-01-01T01:00:00Z")]
    [InlineData("P1D", "2026-01-01T01:00:00Z")]
    [InlineData("P1000Y", "2026-01-01T01:00:00Z")]
    [InlineData("P9999Y", "2026-01-01T01:00:00Z")]
    public async Task A_wish_is_granted_up_to_the_longest(string lifetime, string expiresAt)
    {
        await using var broker = await Mapped.StartAsync();

        var made = await broker.GetAsync($"{Create}&entityMapLifetime={lifetime}");
        var along = await broker.GetAsync($"/entities?type=Tank&entityMap=true&entityMapLifetime={lifetime}");
        var one = await broker.GetAsync($"/entities/urn:ngsi-ld:Tank:1?entityMap=true&entityMapLifetime={lifetime}");

        Assert.Equal("1,2,3,4,5", made.Entities(201));
        Assert.Equal(expiresAt, made.ExpiresAt());
        Assert.Equal(expiresAt, (await broker.GetAsync(along.Map())).ExpiresAt());
        Assert.Equal(expiresAt, (await broker.GetAsync(one.Map())).ExpiresAt());
    }

    [Theory]
    [InlineData("10")]
    [InlineData("PT")]
    [InlineData("PT0S")]
    [InlineData("-PT1M")]
    [InlineData("soon")]
    [InlineData("")]
    public async Task What_is_no_duration_is_refused(string lifetime)
    {
        await using var broker = await Mapped.StartAsync();

        foreach (var path in (string[])[Create + "&", "/entities?type=Tank&entityMap=true&", "/entities/urn:ngsi-ld:Tank:1?entityMap=true&"])
            Assert.Null((await broker.GetAsync($"{path}entityMapLifetime={lifetime}")).IsProblem(400, "BadRequestData")[Mapped.Header]);

        Assert.Equal(0, await CountAsync(broker));
    }

    [Theory]
    [InlineData("/entities?type=Tank&entityMapLifetime=PT1M")]
    [InlineData("/entities?type=Tank&entityMap=false&entityMapLifetime=PT1M")]
    [InlineData("/entities/urn:ngsi-ld:Tank:1?entityMapLifetime=PT1M")]
    [InlineData("/temporal/entities/urn:ngsi-ld:Tank:1?entityMapLifetime=PT1M")]
    [InlineData("/temporal/entities?type=Tank&entityMapLifetime=PT1M&" + Mapped.Window)]
    public async Task A_lifetime_of_no_map_is_refused(string path)
    {
        await using var broker = await Mapped.StartAsync();

        (await broker.GetAsync(path)).IsProblem(400, "BadRequestData");
    }

    [Fact]
    public async Task A_map_goes_by_itself()
    {
        await using var broker = await Mapped.StartAsync();
        var made = await broker.GetAsync(Create + "&entityMapLifetime=PT10M");

        broker.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        Assert.Equal("1,2,3,4,5", await broker.EntitiesAsync(made));
        broker.Clock.Advance(TimeSpan.FromMilliseconds(1));

        (await broker.GetAsync(made.Map())).IsProblem(404, "ResourceNotFound");
        (await broker.PatchAsync(made.Map(), """{"expiresAt":"2026-01-01T00:30:00Z"}""")).IsProblem(404, "ResourceNotFound");
        (await broker.DeleteAsync(made.Map())).IsProblem(404, "ResourceNotFound");
        var page = await broker.GetAsync("/entities?type=Tank", made.GoOn());
        Assert.Equal("1,2,3,4,5", page.Page(201));
        Assert.NotEqual(made.Map(), page.Map());
        await broker.Broker.SweepAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, await CountAsync(broker));
    }

    [Fact]
    public async Task Use_makes_it_stay_no_longer()
    {
        await using var broker = await Mapped.StartAsync();
        var made = await broker.GetAsync(Create);
        broker.Clock.Advance(TimeSpan.FromMinutes(30));
        await broker.DeleteAsync("/entities/urn:ngsi-ld:Tank:1");

        Assert.Equal("2,3,4,5", (await broker.GetAsync("/entities?type=Tank&entityMap=true&entityMapLifetime=PT50M", made.GoOn())).Page(200));

        Assert.Equal("2026-01-01T01:00:00Z", (await broker.GetAsync(made.Map())).ExpiresAt());
    }

    [Fact]
    public async Task A_deleted_map_is_gone_and_no_other()
    {
        await using var broker = await Mapped.StartAsync();
        var (one, other) = (await broker.GetAsync(Create), await broker.GetAsync(Create));

        (await broker.DeleteAsync(one.Map())).IsBare(204);

        (await broker.GetAsync(one.Map())).IsProblem(404, "ResourceNotFound");
        (await broker.DeleteAsync(one.Map())).IsProblem(404, "ResourceNotFound");
        Assert.Equal("1,2,3,4,5", await broker.EntitiesAsync(other));
        Assert.Equal("5", (await broker.GetAsync("/entities?type=Tank&count=true"))["NGSILD-Results-Count"]);
    }

    private static ValueTask<long> CountAsync(TestBroker broker) =>
        broker.Storage.Documents.CountAsync(default, DocumentKind.EntityMap, TestContext.Current.CancellationToken);
}

using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.Storage.Memory;

namespace Waziup.Ngsi.AspNetCore.Tests.Snapshots;

/// <summary>How snapshots are named, how long they live, and how many there are (5.16, 6.3.22).</summary>
public sealed class SnapshotLifeTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";

    [Theory]
    [InlineData("nothing")]
    [InlineData("Snapshot 1")]
    [InlineData("/snapshots/1")]
    [InlineData("urn:")]
    public async Task A_header_that_can_name_no_snapshot_is_refused(string name)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));

        (await broker.GetAsync(One, "NGSILD-Snapshot: " + name)).IsProblem(400, "BadRequestData");
        (await broker.PatchAsync(One + "/attrs", """{"level":{"type":"Property","value":9}}""", "NGSILD-Snapshot: " + name)).IsProblem(400, "BadRequestData");

        Assert.Equal(1, (int)(await broker.GetAsync(One)).Json["level"]!["value"]!);
    }

    [Theory]
    [InlineData("GET", "/entities?type=Tank", null)]
    [InlineData("GET", "/temporal/entities/urn:ngsi-ld:Tank:1", null)]
    [InlineData("POST", "/entities", """{"id":"urn:ngsi-ld:Tank:2","type":"Tank"}""")]
    [InlineData("DELETE", One, null)]
    public async Task In_a_snapshot_that_is_not_there_nothing_is_read_or_done(string method, string path, string? body)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));

        (await broker.SendAsync(method, path, body, headers: "NGSILD-Snapshot: urn:ngsi-ld:Snapshot:absent")).IsProblem(404, "ResourceNotFound");

        Assert.Equal("1", await broker.FindAsync("type=Tank"));
    }

    [Fact]
    public async Task A_snapshot_is_one_of_its_tenant()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1), "NGSILD-Tenant: farm");
        var snapshot = await broker.FreezeAsync(Frozen.Body(), "NGSILD-Tenant: farm");

        Assert.Equal("1", await broker.FindAsync("type=Tank", snapshot.Header(), "NGSILD-Tenant: farm"));

        (await broker.GetAsync("/entities?type=Tank", snapshot.Header())).IsProblem(404, "ResourceNotFound");
        (await broker.DeleteAsync(snapshot.Path())).IsProblem(404, "ResourceNotFound");
    }

    [Fact]
    public async Task A_restart_leaves_snapshots_as_they_were()
    {
        var storage = new MemoryStorage();
        string path, header, before;
        await using (var broker = await TestBroker.StartAsync(storage: storage))
        {
            await broker.CreateAsync(Samples.Tank(1));
            var snapshot = await broker.FreezeAsync(Frozen.Body(",\"snapshotPriority\":7"));
            (path, header) = (snapshot.Path(), snapshot.Header());
            (await broker.PatchAsync(One + "/attrs", """{"level":{"type":"Property","value":9}}""")).IsBare(204);
            before = (await broker.GetAsync(path)).Body;
        }

        await using var again = await TestBroker.StartAsync(storage: storage);

        Assert.Equal(before, (await again.GetAsync(path)).Body);
        Assert.Equal(("success", 7), ((string?)(await again.GetAsync(path)).Json["snapshotStatus"], (int)(await again.GetAsync(path)).Json["snapshotPriority"]!));
        Assert.Equal(1, (int)(await again.GetAsync(One, header)).Json["level"]!["value"]!);
        Assert.Equal(9, (int)(await again.GetAsync(One)).Json["level"]!["value"]!);
    }

    [Fact]
    public async Task Beyond_the_bound_the_one_goes_that_matters_least_and_was_not_used_for_longest()
    {
        await using var broker = await TestBroker.StartAsync(options: options => options.MaxSnapshots = 3);
        await broker.CreateAsync(Samples.Tank(1));
        var dear = await broker.FreezeAsync(Frozen.Body(",\"snapshotPriority\":9"));
        broker.Clock.Advance(TimeSpan.FromSeconds(1));
        var unused = await broker.FreezeAsync(Frozen.Body());
        broker.Clock.Advance(TimeSpan.FromSeconds(1));
        var later = await broker.FreezeAsync(Frozen.Body());
        broker.Clock.Advance(TimeSpan.FromSeconds(1));

        var wanted = await broker.FreezeAsync(Frozen.Body());

        (await broker.GetAsync(unused.Path())).IsProblem(404, "ResourceNotFound");
        (await broker.GetAsync(One, unused.Header())).IsProblem(404, "ResourceNotFound");
        foreach (var kept in new[] { dear, later, wanted })
            Assert.Equal(200, (await broker.GetAsync(One, kept.Header())).Status);
    }

    [Fact]
    public async Task One_that_matters_less_than_all_that_are_there_is_refused()
    {
        await using var broker = await TestBroker.StartAsync(options: options => options.MaxSnapshots = 1);
        await broker.CreateAsync(Samples.Tank(1));
        var first = await broker.FreezeAsync(Frozen.Body(",\"snapshotPriority\":6"));

        (await broker.PostAsync("/snapshots", Frozen.Body(",\"snapshotPriority\":5"))).IsProblem(403, "LimitReached");

        Assert.Equal(200, (await broker.GetAsync(One, first.Header())).Status);
        (await broker.DeleteAsync(first.Path())).IsBare(204);
        await broker.FreezeAsync(Frozen.Body(",\"snapshotPriority\":5"));
    }

    [Fact]
    public async Task A_query_that_selects_more_than_a_snapshot_holds_fails()
    {
        await using var broker = await TestBroker.StartAsync(options: options => options.MaxSnapshotSize = 2);
        for (var i = 1; i <= 3; i++)
            await broker.CreateAsync(Samples.Tank(i));

        var large = await broker.FreezeAsync(Frozen.Body());
        var fitting = await broker.FreezeAsync($$"""{"type":"Snapshot","snapshotQueries":[{{Frozen.Query(",\"q\":\"level>1\"")}}]}""");

        Assert.Equal("failure", (string?)large["snapshotStatus"]);
        var detail = Assert.Single(large["snapshotQueriesDetails"]!.AsArray())!;
        Assert.Equal(("failure", "TooManyResults"), ((string?)detail["resultStatus"], Answer.ShortType(detail["problemDetails"]!)));
        Assert.Equal(("success", "2,3"), ((string?)fitting["snapshotStatus"], await broker.FindAsync("type=Tank", fitting.Header())));
    }
}

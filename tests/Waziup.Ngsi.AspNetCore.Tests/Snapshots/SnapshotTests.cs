using Waziup.Ngsi.AspNetCore.Tests.Federation;
using Waziup.Ngsi.AspNetCore.Tests.Gate;
using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Snapshots;

/// <summary>Snapshots: entities as they were, while the rest goes on (5.16).</summary>
public sealed class SnapshotTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";

    [Fact]
    public async Task What_is_frozen_stays_as_it_was()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Pond:1","type":"Pond"}""");
        var snapshot = await broker.FreezeAsync(Frozen.Body());

        (await broker.PatchAsync(One + "/attrs", """{"level":{"type":"Property","value":9}}""")).IsBare(204);
        await broker.CreateAsync(Samples.Tank(2));

        var header = snapshot.Header();
        var answer = await broker.GetAsync("/entities?type=Tank&local=true", header);
        Assert.Equal((string)snapshot["id"]!, answer["NGSILD-Snapshot"]);
        Assert.Equal(1, (int)Assert.Single(answer.Json.AsArray())!["level"]!["value"]!);
        Assert.Equal(404, (await broker.GetAsync("/entities/urn:ngsi-ld:Pond:1", header)).Status);
        Assert.Equal(9, (int)(await broker.GetAsync(One)).Json["level"]!["value"]!);
        (await broker.GetAsync(One, "NGSILD-Snapshot: urn:ngsi-ld:Snapshot:absent")).IsProblem(404, "ResourceNotFound");
    }

    [Fact]
    public async Task What_is_written_into_a_snapshot_is_in_no_other_place()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));
        var header = (await broker.FreezeAsync(Frozen.Body())).Header();

        (await broker.PatchAsync(One + "/attrs", """{"level":{"type":"Property","value":7}}""", header)).IsBare(204);

        Assert.Equal(7, (int)(await broker.GetAsync(One, header)).Json["level"]!["value"]!);
        Assert.Equal(1, (int)(await broker.GetAsync(One)).Json["level"]!["value"]!);
        Assert.Equal(7, (int)Assert.Single((await broker.GetAsync("/temporal" + One, header)).Json["level"]!.AsArray())!["value"]!);
    }

    [Theory]
    [InlineData("\"entities\":[{\"type\":\"Absent\"}]", "partial", "empty")]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"q\":\"level<0\"", "partial", "empty")]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"q\":\"level>0\"", "success", "success")]
    public async Task The_status_tells_how_the_queries_ended(string second, string status, string result)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));

        var snapshot = await broker.FreezeAsync($$"""{"type":"Snapshot","snapshotQueries":[{{Frozen.Query()}},{"type":"Query",{{second}}}]}""");

        Assert.Equal(status, (string)snapshot["snapshotStatus"]!);
        Assert.Equal(["success", result], snapshot["snapshotQueriesDetails"]!.AsArray().Select(one => (string)one!["resultStatus"]!));
        Assert.Equal(5, (int)snapshot["snapshotPriority"]!);
    }

    [Fact]
    public async Task A_past_is_frozen_too()
    {
        await using var broker = await TestBroker.StartAsync();
        Assert.Equal(201, (await broker.PostAsync("/temporal/entities", """
            {"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":[{"type":"Property","value":1,"observedAt":"2026-01-01T00:00:00Z"},{"type":"Property","value":2,"observedAt":"2026-01-02T00:00:00Z"}]}
            """)).Status);
        var snapshot = await broker.FreezeAsync("""
            {"type":"Snapshot","snapshotTemporalQueries":[{"type":"Query","entities":[{"type":"Tank"}],"temporalQ":{"timerel":"before","timeAt":"2026-01-02T00:00:00Z"}}]}
            """);

        var found = (await broker.GetAsync("/temporal" + One, snapshot.Header())).Json;

        Assert.Equal(1, (int)Assert.Single(found["level"]!.AsArray())!["value"]!);
    }

    [Fact]
    public async Task A_clone_outlives_its_original()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));
        var original = await broker.FreezeAsync(Frozen.Body());

        var answer = await broker.PostAsync(original.Path() + "/clone", """{"type":"Snapshot","snapshotPriority":9}""");
        Assert.Equal(201, answer.Status);
        var clone = await broker.FilledAsync(answer);
        (await broker.DeleteAsync("/snapshots?q=snapshotPriority<9")).IsBare(204);

        (await broker.GetAsync(original.Path())).IsProblem(404, "ResourceNotFound");
        Assert.Equal(200, (await broker.GetAsync(One, clone.Header())).Status);
        (await broker.DeleteAsync("/snapshots?q=snapshotPriority<9")).IsProblem(404, "ResourceNotFound");
    }

    [Theory]
    [InlineData("""{"type":"Snapshot"}""")]
    [InlineData("""{"type":"Snapshot","snapshotQueries":[]}""")]
    [InlineData("""{"type":"Snapshot","snapshotQueries":[{"type":"Query","entities":[{"type":"Tank"}],"temporalQ":{"timerel":"after","timeAt":"2026-01-01T00:00:00Z"}}]}""")]
    [InlineData("""{"type":"Snapshot","snapshotTemporalQueries":[{"type":"Query","entities":[{"type":"Tank"}]}]}""")]
    [InlineData("""{"type":"Snapshot","snapshotQueries":[{"type":"Query","entities":[{"type":"Tank"}]}],"snapshotPriority":11}""")]
    [InlineData("""{"type":"Snapshot","snapshotQueries":[{"type":"Query","entities":[{"type":"Tank"}]}],"snapshotLifetime":"soon"}""")]
    public async Task A_body_that_makes_no_sense_is_refused(string body)
    {
        await using var broker = await TestBroker.StartAsync();

        (await broker.PostAsync("/snapshots", body)).IsProblem(400, "BadRequestData");
    }

    [Fact]
    public async Task Only_what_may_change_changes()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));
        var path = (await broker.FreezeAsync(Frozen.Body())).Path();

        var changed = await broker.PatchAsync(path, """{"snapshotPriority":2,"snapshotLifetime":"PT1H"}""");
        Assert.Equal((200, 2), (changed.Status, (int)changed.Json["snapshotPriority"]!));
        (await broker.PatchAsync(path, """{"snapshotQueries":[]}""")).IsProblem(400, "BadRequestData");
        (await broker.PatchAsync(path, """{"snapshotStatus":"success"}""")).IsProblem(400, "BadRequestData");
        (await broker.DeleteAsync("/snapshots?q=level>0")).IsProblem(400, "BadRequestData");
        broker.Clock.Advance(TimeSpan.FromHours(1));

        (await broker.GetAsync(path)).IsProblem(404, "ResourceNotFound");
    }

    [Fact]
    public async Task Who_asks_is_told_when_it_is_done_and_when_it_goes()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));
        var snapshot = await broker.FreezeAsync(Frozen.Body(",\"endpoint\":\"http://receiver.example/\""));

        var told = (await broker.Notifier.NextAsync()).Body;
        Assert.Equal(("SnapshotNotification", "success"), ((string)told["type"]!, (string)told["snapshotStatus"]!));
        Assert.Equal((string)snapshot["id"]!, (string)told["snapshotId"]!);
        (await broker.DeleteAsync(snapshot.Path())).IsBare(204);
        var gone = (await broker.Notifier.NextAsync()).Body;

        (await broker.GetAsync(snapshot.Path())).IsProblem(404, "ResourceNotFound");
        (await broker.GetAsync(One, snapshot.Header())).IsProblem(404, "ResourceNotFound");
        Assert.True(string.CompareOrdinal((string)gone["expiresAt"]!, (string)gone["notifiedAt"]!) < 0, gone.ToJsonString());
    }

    [Fact]
    public async Task A_snapshot_holds_what_its_maker_sees()
    {
        await using var broker = await TestBroker.StartAsync(new SecretPolicy());
        await broker.CreateAsync(Samples.Tank(1, ",\"secret\":{\"type\":\"Property\",\"value\":\"s3cr3t\"}"), SecretPolicy.Root);
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Hidden:9","type":"Hidden"}""", SecretPolicy.Root);
        var body = """{"type":"Snapshot","snapshotQueries":[{"type":"Query","entities":[{"type":"Tank"},{"type":"Hidden"}]}]}""";

        var snapshot = await broker.FreezeAsync(body, "Test-Caller: kofi");
        var header = snapshot.Header();

        // Even the administrator finds no more in it than its maker saw.
        Assert.Equal("success", (string?)snapshot["snapshotStatus"]);
        var held = await broker.GetAsync("/entities?local=true", header, SecretPolicy.Root);
        Assert.Equal(("1", 1), (Found.Numbers(held), (int)held.Json[0]!["level"]!["value"]!));
        Assert.Null(held.Json[0]!["secret"]);
        (await broker.GetAsync(snapshot.Path(), "Test-Caller: ama")).IsProblem(404, "ResourceNotFound");
    }

    [Fact]
    public async Task What_sources_have_is_frozen_too()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, $"[{Samples.Tank(5)}]");
        await broker.RegisterAsync("back");

        var header = (await broker.FreezeAsync(Frozen.Body())).Header();
        var asked = network.Calls.Count;

        Assert.Equal("5", await broker.FindAsync("type=Tank", header));
        Assert.Equal(asked, network.Calls.Count);
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Memory;

namespace Waziup.Ngsi.AspNetCore.Tests.Snapshots;

/// <summary>What gets into a snapshot, and what cannot (5.16.1, 5.16.2).</summary>
public sealed class SnapshotFillTests
{
    private const string Past = """
        {"type":"Query","entities":[{"type":"Tank"}],"temporalQ":{"timerel":"before","timeAt":"2026-01-10T00:00:00Z"}}
        """;

    private const string History = """
        {"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":[
          {"type":"Property","value":1,"observedAt":"2026-01-01T00:00:00Z"},{"type":"Property","value":2,"observedAt":"2026-01-02T00:00:00Z"},
          {"type":"Property","value":3,"observedAt":"2026-01-03T00:00:00Z"},{"type":"Property","value":4,"observedAt":"2026-01-04T00:00:00Z"}]}
        """;

    private static readonly string Both = $$"""{"type":"Snapshot","snapshotQueries":[{{Frozen.Query()}}],"snapshotTemporalQueries":[{{Past}}]}""";

    [Fact]
    public async Task A_past_leaves_what_is_frozen_of_the_present()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));
        await broker.PostAsync("/temporal/entities", History);

        var snapshot = await broker.FreezeAsync(Both);

        Assert.Equal("success", (string)snapshot["snapshotStatus"]!);
        var now = (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1", snapshot.Header())).Json;
        Assert.NotNull(now["level"]);
        Assert.Equal(4, (await broker.GetAsync("/temporal/entities/urn:ngsi-ld:Tank:1", snapshot.Header())).Json["level"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_past_longer_than_an_answer_is_frozen_whole()
    {
        await using var broker = await TestBroker.StartAsync(options: options => options.TemporalLimit = 2);
        await broker.PostAsync("/temporal/entities", History);

        var snapshot = await broker.FreezeAsync($$"""{"type":"Snapshot","snapshotTemporalQueries":[{{Past}}]}""");

        var last = await broker.GetAsync("/temporal/entities/urn:ngsi-ld:Tank:1?timerel=after&timeAt=2026-01-02T12:00:00Z", snapshot.Header());
        Assert.Equal(["3", "4"], last.Json["level"]!.AsArray().Select(one => one!["value"]!.ToString()).Order());
        var first = await broker.GetAsync("/temporal/entities/urn:ngsi-ld:Tank:1?timerel=before&timeAt=2026-01-02T12:00:00Z", snapshot.Header());
        Assert.Equal(["1", "2"], first.Json["level"]!.AsArray().Select(one => one!["value"]!.ToString()).Order());
    }

    [Fact]
    public async Task The_queries_share_the_room_that_there_is()
    {
        await using var broker = await TestBroker.StartAsync(options: options => options.MaxSnapshotSize = 3);
        foreach (var number in Enumerable.Range(1, 2))
            await broker.CreateAsync(Samples.Tank(number));

        var snapshot = await broker.FreezeAsync($$"""{"type":"Snapshot","snapshotQueries":[{{Frozen.Query()}},{{Frozen.Query()}}]}""");

        var details = snapshot["snapshotQueriesDetails"]!.AsArray();
        Assert.Equal(["success", "failure"], details.Select(one => (string)one!["resultStatus"]!));
        Assert.EndsWith("TooManyResults", (string)details[1]!["problemDetails"]!["type"]!, StringComparison.Ordinal);
        Assert.Equal(2, (await broker.GetAsync("/entities?type=Tank", snapshot.Header())).Json.AsArray().Count);
    }

    [Theory]
    [InlineData("createdAt", "==")]
    [InlineData("modifiedAt", ">=")]
    [InlineData("lastUsedAt", "==")]
    [InlineData("expiresAt", "==")]
    public async Task Snapshots_are_selected_by_their_times(string name, string relation)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));
        var snapshot = await broker.FreezeAsync(Frozen.Body());
        var q = Uri.EscapeDataString($"{name}{relation}{snapshot[name == "modifiedAt" ? "createdAt" : name]}");

        (await broker.DeleteAsync($"/snapshots?q={name}<2000-01-01T00:00:00Z")).IsProblem(404, "ResourceNotFound");
        (await broker.DeleteAsync("/snapshots?q=" + q)).IsBare(204);

        (await broker.GetAsync(snapshot.Path())).IsProblem(404, "ResourceNotFound");
    }

    [Fact]
    public async Task A_clone_of_what_is_being_filled_is_filled_too()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));
        var original = await broker.PostAsync("/snapshots", Frozen.Body(",\"id\":\"urn:ngsi-ld:Snapshot:first\""));
        Assert.Equal(201, original.Status);

        var clone = await broker.FilledAsync(await broker.PostAsync("/snapshots/urn:ngsi-ld:Snapshot:first/clone", """{"type":"Snapshot"}"""));

        Assert.Equal("success", (string)clone["snapshotStatus"]!);
        Assert.Single((await broker.GetAsync("/entities?type=Tank", clone.Header())).Json.AsArray());
    }

    [Theory]
    [InlineData(null, "success")]
    [InlineData("0123456789ab", "failure")]
    public async Task What_a_restart_has_cut_off_is_filled_anew(string? copyOf, string status)
    {
        var storage = new MemoryStorage();
        var made = default(JsonNode)!;
        await using (var before = await TestBroker.StartAsync(storage: storage))
        {
            await before.CreateAsync(Samples.Tank(1));
            made = await before.FreezeAsync(Frozen.Body());
        }
        var stored = (await storage.Documents.FindAsync(TenantId.Default, DocumentKind.Snapshot, (string)made["id"]!, TestContext.Current.CancellationToken))!;
        var state = JsonNode.Parse(stored.Body.Span)!.AsObject();
        Assert.True(await storage.Tenants.DropAsync(TenantId.Default.Snapshot((string)state["key"]!), TestContext.Current.CancellationToken));
        (state["status"], state["copyOf"]) = ("preparing", copyOf);
        await storage.Documents.PutAsync(
            TenantId.Default, stored with { Body = Encoding.UTF8.GetBytes(state.ToJsonString()) }, TestContext.Current.CancellationToken);

        await using var after = await TestBroker.StartAsync(storage: storage);
        var snapshot = await after.FilledAsync(made.Path());

        // A clone whose original is gone has nothing to take over.
        Assert.Equal(status, (string)snapshot["snapshotStatus"]!);
        Assert.Equal(copyOf is null ? 1 : 0, (await after.GetAsync("/entities?type=Tank", snapshot.Header())).Json.AsArray().Count);
    }
}

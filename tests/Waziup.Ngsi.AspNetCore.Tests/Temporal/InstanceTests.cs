using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Temporal;

/// <summary>/temporal/entities/{id}/attrs/{attr}/{instanceId} (5.6.14, 5.6.15).</summary>
public sealed class InstanceTests
{
    private const string Level = Past.One + "/attrs/level/";
    private const string Absent = "urn:ngsi-ld:Instance:absent";

    [Fact]
    public async Task A_changed_instance_keeps_its_id_and_when_it_was_created_and_may_move()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10, 11, 12));
        var id = await broker.InstanceAsync("level", 11);
        broker.Clock.Advance(TimeSpan.FromHours(1));

        (await broker.PatchAsync(Level + id, $$"""{{{Past.Hourly("level", 9)}}}""")).IsBare(204);

        var after = (await broker.GetAsync(Past.One + "?options=sysAttrs")).Json;
        Assert.Equal("9,10,12", Past.Values(after, "level"));
        Found.IsJson($$"""
            {"type":"Property","value":9,"observedAt":"2025-06-01T09:00:00Z","instanceId":"{{id}}",
             "createdAt":"2026-01-01T00:00:00Z","modifiedAt":"2026-01-01T01:00:00Z"}
            """, after["level"]![0]);
        Assert.Equal("2026-01-01T00:00:00Z", (string?)after["level"]![1]!["modifiedAt"]);
    }

    [Fact]
    public async Task What_is_recorded_in_the_place_of_a_moved_instance_has_an_id_of_its_own()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10));
        var moved = await broker.InstanceAsync("level", 10);
        broker.Clock.Advance(TimeSpan.FromHours(1));
        (await broker.PatchAsync(Level + moved, Past.Reading(11))).IsBare(204);

        await broker.AddAsync(Past.Hourly("level", 10));

        Assert.Equal(moved, await broker.InstanceAsync("level", 11));
        Assert.NotEqual(moved, await broker.InstanceAsync("level", 10));
        (await broker.DeleteAsync(Level + moved)).IsBare(204);
        Assert.Equal("10", Past.Values(await broker.ReadAsync(), "level"));
    }

    [Fact]
    public async Task A_deleted_instance_is_gone_and_the_others_keep_their_ids()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10, 11, 12));
        var (id, other) = (await broker.InstanceAsync("level", 11), await broker.InstanceAsync("level", 12));

        (await broker.DeleteAsync(Level + id)).IsBare(204);

        Found.IsJson(Past.Tank(1, Past.Hourly("level", 10, 12)), await broker.ReadAsync());
        Assert.Equal(other, await broker.InstanceAsync("level", 12));
        (await broker.DeleteAsync(Level + id)).IsProblem(404, "ResourceNotFound");
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10) + "," + Past.Hourly("flow", 11));
        var flow = await broker.InstanceAsync("flow", 11);
        string[] paths = [$"{Past.All}/urn:ngsi-ld:Tank:9/attrs/level/{Absent}", $"{Past.One}/attrs/absent/{Absent}", Level + Absent, Level + flow];

        await Assert.AllAsync(paths, async path => (await broker.DeleteAsync(path)).IsProblem(404, "ResourceNotFound"));
        await Assert.AllAsync(paths, async path =>
            (await broker.PatchAsync(path, $$"""{"{{path.Split('/')[^2]}}":[{{Past.Reading(12)}}]}""")).IsProblem(404, "ResourceNotFound"));

        Found.IsJson(Past.Tank(1, Past.Hourly("level", 10) + "," + Past.Hourly("flow", 11)), await broker.ReadAsync());
    }

    [Fact]
    public async Task What_is_wrong_is_refused_and_changes_nothing()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10));
        var id = await broker.InstanceAsync("level", 10);
        string[] wrong =
        [
            "{}",
            """{"level":[]}""",
            """{"level":[{"type":"Property","value":1},{"type":"Property","value":2}]}""",
            """{"flow":[{"type":"Property","value":1}]}""",
            """{"level":[{"type":"Property","value":"urn:ngsi-ld:null"}]}""",
            """{"level":[{"type":"Property","value":1,"observedAt":"2025-06-01"}]}""",
        ];

        await Assert.AllAsync(wrong, async body => (await broker.PatchAsync(Level + id, body)).IsProblem(400, "BadRequestData"));
        (await broker.PatchAsync(Level + id, "{")).IsProblem(400, "InvalidRequest");

        Found.IsJson(Past.Tank(1, Past.Hourly("level", 10)), await broker.ReadAsync());
        Assert.Equal(id, await broker.InstanceAsync("level", 10));
    }
}

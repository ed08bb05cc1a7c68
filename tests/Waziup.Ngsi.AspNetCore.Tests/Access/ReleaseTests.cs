using System.Text.Json.Nodes;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>Statistics over many entities are published as entities (POLICIES 3.6).</summary>
public sealed class ReleaseTests
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
    public async Task Whose_well_is_whose_decides_and_not_how_many_wells_somebody_has()
    {
        await using var world = await ReleaseWorld.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await world.WellAsync($"many{i}", "p1");
            await world.ReadAsync($"many{i}", "0", 1 + i);
        }
        for (var i = 2; i <= 5; i++)
        {
            await world.WellAsync($"{i}", $"p{i}");
            await world.ReadAsync($"{i}", "10", 1);
        }

        await world.PassAndPublishAsync(2);

        Assert.Equal("8@01-01", await world.PublishedAsync());
    }

    [Fact]
    public async Task A_well_of_several_owners_is_one_of_theirs_and_one_of_nobody_stands_for_itself()
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.FillAsync(3);
        await world.World.CreateAsync("Well:both", "Well", """ "level":0,"owner":{"object":["urn:ngsi-ld:Person:p1","urn:ngsi-ld:Person:p2"]},"scope":"/ghana/keta" """);
        await world.World.CreateAsync("Well:free", "Well", """ "level":0,"scope":"/ghana/keta" """);
        await world.ReadAsync("both", "10", 1);
        await world.ReadAsync("free", "40", 1);
        await world.PassAndPublishAsync(2);
        Assert.Equal("", await world.PublishedAsync());

        await world.World.CreateAsync("Well:text", "Well", """ "level":0,"owner":"somebody","scope":"/ghana/keta" """);
        await world.ReadAsync("text", "50", 1);
        await world.PassAndPublishAsync(5);

        Assert.Equal("30@01-01", await world.PublishedAsync());
    }

    [Fact]
    public async Task The_mean_of_somebody_is_kept_within_bounds_and_what_is_published_is_rounded()
    {
        await using var world = await ReleaseWorld.StartAsync("""{"clamp":[0,100],"round":0.5}""");
        await world.FillAsync(4);
        await world.WellAsync("5", "p5");
        await world.ReadAsync("5", "1000000", 1);
        await world.ReadAsync("5", "1000007", 2);
        await world.ReadAsync("1", "11", 3);

        await world.PassAndPublishAsync(2);

        // (10.5 + 20 + 30 + 40 + 100) / 5 = 40.1
        Assert.Equal("40.0@01-01", await world.PublishedAsync());
    }

    [Fact]
    public async Task Readings_in_another_unit_of_another_dataset_or_too_few_do_not_count()
    {
        await using var world = await ReleaseWorld.StartAsync("""{"unitCode":"MTR","minSamples":6}""");
        for (var i = 1; i <= 5; i++)
        {
            await world.WellAsync($"{i}", $"p{i}");
            await world.ReadAsync($"{i}", $"{i}", 1, "\"unitCode\":\"MTR\",");
            await world.ReadAsync($"{i}", "777", 2);
            await world.ReadAsync($"{i}", "777", 3, "\"unitCode\":\"CMT\",");
            await world.ReadAsync($"{i}", "777", 4, "\"unitCode\":\"MTR\",\"datasetId\":\"urn:d:1\",");
            await world.ReadAsync($"{i}", "\"wet\"", 5, "\"unitCode\":\"MTR\",");
        }
        await world.ReadAsync("1", "1", 24 + 1, "\"unitCode\":\"MTR\",");
        for (var i = 1; i <= 5; i++)
            await world.ReadAsync($"{i}", $"{i}", 48 + 1, "\"unitCode\":\"MTR\",");
        await world.ReadAsync("1", "1", 48 + 2, "\"unitCode\":\"MTR\",");

        await world.PassAndPublishAsync(10);

        Assert.Equal("3@01-03", await world.PublishedAsync());
        Assert.Contains("\"unitCode\":\"MTR\"", (await world.Broker.GetAsync($"/entities/{ReleaseWorld.Village}")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"effect":"limit","who":["authenticated"],"rights":["read"],"entities":{"type":"Well","q":"owner==\"urn:ngsi-ld:Person:p5\""},"attributes":{"level":"hide"} }""")]
    [InlineData("""{"effect":"limit","who":["role:nobody"],"rights":["history"],"entities":{"type":"Well","q":"owner==\"urn:ngsi-ld:Person:p5\""},"attributes":{"id":"hide"} }""")]
    [InlineData("""{"effect":"limit","who":["anybody"],"rights":["read"],"entities":{"type":"Well","q":"owner==\"urn:ngsi-ld:Person:p5\";owner!=$me"},"attributes":{"*":"hide"} }""")]
    public async Task Nothing_is_published_of_whom_a_limit_hides(string limit)
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.FillAsync(5);
        await world.World.HoldAsync(limit);

        await world.PassAndPublishAsync(2);
        Assert.Equal("", await world.PublishedAsync());

        await world.WellAsync("6", "p6");
        await world.ReadAsync("6", "0", 1);
        await world.PassAndPublishAsync(5);
        Assert.Equal("20@01-01", await world.PublishedAsync());
    }

    [Theory]
    [InlineData("""{"effect":"limit","who":["anybody"],"rights":["read"],"entities":{"type":"Well"},"attributes":{"name":"hide"} }""")]
    [InlineData("""{"effect":"limit","who":["anybody"],"rights":["update"],"entities":{"type":"Well"},"attributes":{"level":"hide"} }""")]
    [InlineData("""{"effect":"limit","who":["anybody"],"rights":["read"],"until":"2026-01-02T00:00:00Z","entities":{"type":"Well"},"attributes":{"level":"hide"} }""")]
    public async Task Other_limits_are_no_objection(string limit)
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.FillAsync(5);
        await world.World.HoldAsync(limit);

        await world.PassAndPublishAsync(2);

        Assert.Equal("30@01-01", await world.PublishedAsync());
    }

    [Theory]
    [InlineData("/entities/urn:ngsi-ld:Well:1")]
    [InlineData("/entities?type=Well")]
    [InlineData("/entities?type=Well,VillageWell&q=level")]
    [InlineData("/entities?idPattern=Well:1&type=*")]
    [InlineData("/temporal/entities/urn:ngsi-ld:Well:1")]
    [InlineData("/temporal/entities?type=Well&timerel=before&timeAt=2030-01-01T00:00:00Z")]
    [InlineData("/temporal/entities?type=Well&options=aggregatedValues&aggrMethods=avg&timerel=before&timeAt=2030-01-01T00:00:00Z")]
    [InlineData("/types")]
    [InlineData("/attributes")]
    public async Task Anybody_sees_what_is_published_and_nothing_of_what_it_is_made_of(string path)
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.FillAsync(5);
        await world.PassAndPublishAsync(2);

        var answer = await world.Broker.GetAsync(path);

        Assert.DoesNotContain("\"Well\"", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"level\"", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("owner", answer.Body, StringComparison.Ordinal);
        Assert.Equal(ReleaseWorld.Village, Assert.Single((await world.Broker.GetAsync("/entities?type=VillageWell")).Json.AsArray())!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_looks_alike_but_was_not_published_is_not_given()
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.World.CreateAsync("VillageWell:other:1", "VillageWell", "\"meanLevel\":1");
        await world.World.CreateAsync("Well:wells:1", "Well", "\"meanLevel\":1");

        Assert.Empty((await world.Broker.GetAsync("/entities?type=VillageWell,Well")).Json.AsArray());
    }

    [Fact]
    public async Task Subscribers_are_told_once()
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.FillAsync(5);
        Assert.Equal(201, (await world.Broker.SendAsync("POST", "/subscriptions", """
            {"id":"urn:s:1","type":"Subscription","entities":[{"type":"VillageWell"},{"type":"Well"}],"notification":{"endpoint":{"uri":"http://receiver.example/"} } }
            """, headers: "Test-Caller: ama")).Status);

        await world.PassAndPublishAsync(2);
        await world.FillAsync(5, day: 2);
        await world.PassAndPublishAsync(3);

        foreach (var day in (string[])["2026-01-01", "2026-01-03"])
        {
            var told = Assert.Single((await world.Broker.Notifier.NextAsync()).Body["data"]!.AsArray())!;
            Assert.Equal(ReleaseWorld.Village, told["id"]!.GetValue<string>());
            Assert.Equal($"{day}T00:00:00Z", told["meanLevel"]!["observedAt"]!.GetValue<string>());
        }
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

    [Fact]
    public async Task Groups_are_scopes_of_a_depth()
    {
        await using var world = await ReleaseWorld.StartAsync();
        foreach (var (name, scope) in new[] { ("a", "/ghana/keta/north"), ("b", "/ghana/accra"), ("c", "/ghana") })
        {
            for (var i = 0; i < 5; i++)
            {
                await world.WellAsync($"{name}{i}", $"p{i}", scope);
                await world.ReadAsync($"{name}{i}", "7", 1);
            }
        }

        await world.PassAndPublishAsync(2);

        Assert.Equal(["/ghana/keta", "/ghana/accra"],
            (await world.Broker.GetAsync("/entities?type=VillageWell")).Json.AsArray().Select(one => one!["scope"]!.GetValue<string>()).OrderDescending(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Groups_are_texts_of_an_attribute()
    {
        await using var world = await ReleaseWorld.StartAsync("""{"group":{"by":"soil"} }""");
        for (var i = 0; i < 10; i++)
        {
            await world.WellAsync($"{i}", $"p{i}", attributes: i < 5 ? "\"soil\":\"clay: wet\"," : i < 9 ? "\"soil\":\"sand\"," : "");
            await world.ReadAsync($"{i}", "7", 1);
        }

        await world.PassAndPublishAsync(2);

        Assert.Equal(["urn:ngsi-ld:VillageWell:wells:clay%3A%20wet"], (await world.Broker.GetAsync("/entities?type=VillageWell")).Json.AsArray().Select(one => one!["id"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Who_may_write_everything_may_not_write_what_the_groups_are_made_of()
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.World.HoldAsync("""{"who":["subject:ama"],"rights":["read","update"],"entities":{"type":"Well"},"attributes":{"*":"show"} }""");
        await world.WellAsync("1", "ama");

        (await world.Broker.PatchAsync("/entities/urn:ngsi-ld:Well:1/attrs", """{"level":5}""", "Test-Caller: ama")).IsBare(204);
        var refused = await world.Broker.PatchAsync("/entities/urn:ngsi-ld:Well:1/attrs", """{"owner":{"object":"urn:ngsi-ld:Person:invented"}}""", "Test-Caller: ama");
        Assert.Equal("""{"updated":[],"notUpdated":[{"attributeName":"https://uri.etsi.org/ngsi-ld/default-context/owner","reason":"you may not write this attribute"}]}""", refused.Body);
    }

    [Theory]
    [InlineData("""{"minUnits":2}""", "minUnits")]
    [InlineData("""{"minSamples":1}""", "minSamples")]
    [InlineData("""{"methods":["min"]}""", "min")]
    [InlineData("""{"methods":["avg","max"]}""", "max")]
    [InlineData("""{"methods":["sum"]}""", "sum")]
    [InlineData("""{"methods":["totalCount"]}""", "totalCount")]
    [InlineData("""{"methods":[]}""", "methods")]
    [InlineData("""{"epsilon":1}""", "epsilon")]
    [InlineData("""{"period":"PT7H"}""", "period")]
    [InlineData("""{"clamp":[5,5]}""", "clamp")]
    [InlineData("""{"clamp":[0,1,2]}""", "clamp")]
    [InlineData("""{"round":0}""", "round")]
    [InlineData("""{"group":{}}""", "group")]
    [InlineData("""{"group":{"scopeDepth":2,"by":"soil"}}""", "group")]
    [InlineData("""{"group":{"scopeDepth":0}}""", "scopeDepth")]
    [InlineData("""{"unit":null}""", "unit")]
    [InlineData("""{"attribute":"type"}""", "type")]
    [InlineData("""{"as":{"type":"VillageWell"}}""", "attribute")]
    [InlineData("""{"as":{"type":"A|B","attribute":"level"}}""", "type")]
    [InlineData("""{"as":{"type":"A","attribute":"level","id":"x"}}""", "id")]
    [InlineData("""{"minUnit":5}""", "minUnit")]
    public async Task What_cannot_be_released_is_refused(string release, string named)
    {
        await using var world = await PolicyWorld.StartAsync();

        var refused = await Assert.ThrowsAsync<NgsiLdException>(() => world.PutAsync(JsonNode.Parse(ReleaseWorld.PolicyOf(release))!));

        Assert.Equal(400, refused.Error.Status);
        Assert.Contains(named, refused.Error.Detail, StringComparison.Ordinal);
        Assert.Equal(1, await world.PutAsync(JsonNode.Parse(ReleaseWorld.PolicyOf("""{"methods":["avg"],"group":{"by":"soil"},"clamp":[-1.5,2],"round":0.1,"minUnits":3}"""))!));
    }

    [Theory]
    [InlineData("effect", "\"limit\"")]
    [InlineData("rights", """["read","update"]""")]
    [InlineData("entities", """{"type":"Well","q":"owner==$me"}""")]
    [InlineData("let", """{"mine":{"type":"Project","max":5}}""")]
    [InlineData("release", "5")]
    [InlineData("id", "\"urn:p:\"")]
    public async Task What_does_not_go_with_a_release_is_refused(string member, string value)
    {
        await using var world = await PolicyWorld.StartAsync();
        var policy = JsonNode.Parse(ReleaseWorld.PolicyOf())!;
        policy[member] = JsonNode.Parse(value);

        Assert.Equal(400, (await Assert.ThrowsAsync<NgsiLdException>(() => world.PutAsync(policy))).Error.Status);
    }

    private static async Task<List<HistoryRow>> RowsAsync(ReleaseWorld world) =>
        [.. (await world.Broker.Storage.History.ReadAsync(default, EntityId.TryParse(ReleaseWorld.Village, out var id) ? id : default, TestContext.Current.CancellationToken))
            .Where(row => row.Name.EndsWith("meanLevel", StringComparison.Ordinal))];
}

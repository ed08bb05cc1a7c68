using System.Text.Json.Nodes;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>What is published of many entities, for whom, and of whom nothing is (POLICIES 3.6).</summary>
public class ReleaseTests
{
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

    [Fact]
    public async Task An_author_objects_for_what_he_may_administer_alone()
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.FillAsync(6);
        await world.World.HoldAsync("""
            {"id":"urn:p:administered","who":["subject:ama"],"rights":["administer"],"entities":{"type":"Well","q":"owner==\"urn:ngsi-ld:Person:p6\""},"attributes":{"*":"show"} }
            """);
        var ama = Waziup.Ngsi.Access.Caller.Anonymous with { Subject = "ama" };
        await world.World.PutAsync(System.Text.Json.Nodes.JsonNode.Parse("""
            {"id":"urn:p:no","effect":"limit","who":["anybody"],"rights":["history"],"entities":{"type":"Well"},"attributes":{"level":"hide"} }
            """)!, ama);
        await world.World.ChangeAsync(System.Text.Json.Nodes.JsonNode.Parse("""{"activate":[{"id":"urn:p:no","version":1}]}""")!, ama);

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
}

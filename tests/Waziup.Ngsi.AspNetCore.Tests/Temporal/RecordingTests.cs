using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Temporal;

/// <summary>POST /temporal/entities (5.6.11).</summary>
public sealed class RecordingTests
{
    [Fact]
    public async Task A_new_evolution_is_found_at_its_location()
    {
        await using var broker = await TestBroker.StartAsync();

        var created = await broker.PostAsync(Past.All, Past.Tank(1, Past.Kinds));

        Assert.Equal("/ngsi-ld/v1/temporal/entities/urn:ngsi-ld:Tank:1", created.IsBare(201)["Location"]);
        var found = await broker.GetAsync(created["Location"]![NgsiLdApplicationBuilderExtensions.Root.Length..]);
        Assert.Equal(200, found.Status);
        Assert.Equal("application/json", found["Content-Type"]);
        Assert.NotNull(found.Link("http://www.w3.org/ns/json-ld#context"));
        Found.IsJson(Past.Tank(1, Past.Kinds), Past.Plain(found.Json));
    }

    [Fact]
    public async Task An_evolution_that_is_there_is_extended_and_its_types_united()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10, 11));

        var extended = await broker.PostAsync(Past.All + "/", $$"""
            {"id":"urn:ngsi-ld:Tank:1","type":"Vessel",{{Past.Hourly("level", 12, 9)}},"flow":{{Past.Reading(12)}}}
            """);

        Assert.Null(extended.IsBare(204)["Location"]);
        Found.IsJson($$"""
            {"id":"urn:ngsi-ld:Tank:1","type":["Tank","Vessel"],{{Past.Hourly("level", 9, 10, 11, 12)}},{{Past.Hourly("flow", 12)}}}
            """, await broker.ReadAsync());
    }

    [Fact]
    public async Task A_reading_of_the_same_time_and_dataset_takes_the_place_of_the_first()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10, 11));

        await broker.AddAsync(""" "level":[{"type":"Property","value":7,"observedAt":"2025-06-01T10:00:00.000Z"}] """);
        (await broker.PostAsync(Past.All, Past.Tank(1, """
            "level":[{"type":"Property","value":8,"observedAt":"2025-06-01T11:00:00Z"},
                     {"type":"Property","value":9,"observedAt":"2025-06-01T11:00:00Z","datasetId":"urn:d:1"}]
            """))).IsBare(204);

        Assert.Equal("7,8", Past.Values(await broker.ReadAsync("datasetId=@none"), "level"));
        Assert.Equal("9", Past.Values(await broker.ReadAsync("datasetId=urn:d:1"), "level"));
    }

    [Fact]
    public async Task Instances_without_a_time_are_all_kept()
    {
        await using var broker = await Past.StartAsync(""" "level":[{"type":"Property","value":1},{"type":"Property","value":2}] """);
        broker.Clock.Advance(TimeSpan.FromSeconds(1));
        await broker.AddAsync(""" "level":3 """);

        var level = (await broker.ReadAsync())["level"]!.AsArray().OrderBy(instance => (int)instance!["value"]!).Select(instance => instance!.DeepClone());

        Found.IsJson("""[{"type":"Property","value":1},{"type":"Property","value":2},{"type":"Property","value":3}]""", new JsonArray([.. level]));
    }

    [Fact]
    public async Task What_is_wrong_is_refused_and_leaves_nothing()
    {
        await using var broker = await TestBroker.StartAsync();
        (string Body, string Problem)[] wrong =
        [
            ("", "InvalidRequest"),
            ("{", "InvalidRequest"),
            ("{}", "BadRequestData"),
            ("""{"id":"urn:ngsi-ld:Tank:1","level":[{"type":"Property","value":1}]}""", "BadRequestData"),
            ("""{"type":"Tank","level":[{"type":"Property","value":1}]}""", "BadRequestData"),
            ("""{"id":"Tank","type":"Tank"}""", "BadRequestData"),
            (Past.Tank(1, """ "level":[{"type":"Property","value":1},{"type":"Property"}] """), "BadRequestData"),
            (Past.Tank(1, """ "level":[{"type":"Property","value":1,"observedAt":"2025-06-01T10:00:00+02:00"}] """), "BadRequestData"),
            (Past.Tank(1, """ "level":"urn:ngsi-ld:null" """), "BadRequestData"),
            (Past.Tank(1, """ "level":[{"type":"Property","value":"urn:ngsi-ld:null"}] """), "BadRequestData"),
            (Past.Tank(1, """ "level":[{"type":"Property","value":1}],"@context":[] """), "BadRequestData"),
        ];

        await Assert.AllAsync(wrong, async one => (await broker.PostAsync(Past.All, one.Body)).IsProblem(400, one.Problem));

        (await broker.GetAsync(Past.One)).IsProblem(404, "ResourceNotFound");
        Assert.Equal("[]", (await broker.GetAsync("/entities?local=true")).Body);
    }
}

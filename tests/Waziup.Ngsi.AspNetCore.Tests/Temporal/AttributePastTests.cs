using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Temporal;

/// <summary>/temporal/entities/{id}/attrs and /temporal/entities/{id}/attrs/{attr} (5.6.12, 5.6.13).</summary>
public sealed class AttributePastTests
{
    private const string Attrs = Past.One + "/attrs";
    private const string Other = """ "level":[{"type":"Property","value":7,"observedAt":"2025-06-01T10:00:00Z","datasetId":"urn:d:1"}] """;

    [Fact]
    public async Task Instances_are_added_to_those_that_are_there()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10, 12));

        (await broker.PostAsync(Attrs, $$"""{{{Past.Hourly("level", 13, 11)}}}""")).IsBare(204);
        (await broker.PostAsync(Attrs + "/", $$"""{"flow":{{Past.Reading(9)}}}""")).IsBare(204);

        Found.IsJson(Past.Tank(1, Past.Hourly("level", 10, 11, 12, 13) + "," + Past.Hourly("flow", 9)), await broker.ReadAsync());
    }

    [Theory]
    [InlineData("", "", "7")]
    [InlineData("?datasetId=urn:d:1", "10,11", "")]
    [InlineData("?deleteAll=true", "", "")]
    public async Task Deleting_takes_the_default_instances_or_those_of_a_dataset_or_all(string query, string unnamed, string named)
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10, 11) + "," + Past.Hourly("flow", 10));
        await broker.AddAsync(Other);

        (await broker.DeleteAsync(Attrs + "/level" + query)).IsBare(204);

        Assert.Equal(unnamed, Past.Values(await broker.ReadAsync("datasetId=@none"), "level"));
        Assert.Equal(named, Past.Values(await broker.ReadAsync("datasetId=urn:d:1"), "level"));
        Assert.Equal("10", Past.Values(await broker.ReadAsync(), "flow"));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10));

        (await broker.PostAsync(Past.All + "/urn:ngsi-ld:Tank:9/attrs", $$"""{{{Past.Hourly("level", 10)}}}""")).IsProblem(404, "ResourceNotFound");
        await Assert.AllAsync(
            (string[])[Past.All + "/urn:ngsi-ld:Tank:9/attrs/level", Attrs + "/absent", Attrs + "/level?datasetId=urn:d:9"],
            async path => (await broker.DeleteAsync(path)).IsProblem(404, "ResourceNotFound"));

        Found.IsJson(Past.Tank(1, Past.Hourly("level", 10)), await broker.ReadAsync());
        (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:9")).IsProblem(404, "ResourceNotFound");
    }

    [Fact]
    public async Task What_is_wrong_is_refused_and_changes_nothing()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10));

        await Assert.AllAsync(
            (string[])
            [
                """{"level":[{"type":"Property"}]}""",
                """{"level":null}""",
                """{"level":"urn:ngsi-ld:null"}""",
                """{"instanceId":[{"type":"Property","value":1}]}""",
            ],
            async body => (await broker.PostAsync(Attrs, body)).IsProblem(400, "BadRequestData"));
        (await broker.PostAsync(Attrs, """{"level":[""")).IsProblem(400, "InvalidRequest");
        await Assert.AllAsync(
            (string[])["invalid(Name", "%2e%2e", "level?datasetId=nothing", "level?deleteAll=yes"],
            async name => (await broker.DeleteAsync($"{Attrs}/{name}")).IsProblem(400, "BadRequestData"));

        Found.IsJson(Past.Tank(1, Past.Hourly("level", 10)), await broker.ReadAsync());
    }
}

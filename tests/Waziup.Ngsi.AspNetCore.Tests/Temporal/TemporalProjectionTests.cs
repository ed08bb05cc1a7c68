using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Temporal;

/// <summary>Which members of an evolution go out, and in which words (4.5.5, 4.15, 4.21, 6.3.5).</summary>
public sealed class TemporalProjectionTests
{
    private const string Window = "type=Tank&timerel=after&timeAt=2025-01-01T00:00:00Z";

    [Fact]
    public async Task Members_are_chosen()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10) + "," + Past.Hourly("flow", 10));
        (string Query, string Members)[] projections =
            [("pick=level", "level"), ("pick=id,flow,absent", "flow,id"), ("omit=level,type", "flow,id"), ("attrs=level", "id,level,type")];

        await Assert.AllAsync(projections, async one =>
        {
            var retrieved = await broker.GetAsync($"{Past.One}?{one.Query}");
            Assert.Equal(one.Members.Split(','), retrieved.Json.AsObject().Select(member => member.Key).Order());
            Found.IsJson($"[{retrieved.Body}]", (await broker.GetAsync($"{Past.All}?{Window}&{one.Query}")).Json);
        });
    }

    [Fact]
    public async Task Nothing_left_is_not_found_and_not_in_a_page()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10));

        await Assert.AllAsync((string[])["attrs=absent", "pick=absent", "omit=id,type,level"], async query =>
        {
            (await broker.GetAsync($"{Past.One}?{query}")).IsProblem(404, "ResourceNotFound");
            Assert.Equal("[]", (await broker.GetAsync($"{Past.All}?{Window}&{query}")).Body);
        });
    }

    [Fact]
    public async Task System_times_are_shown_on_demand_and_only_then()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10));
        broker.Clock.Advance(TimeSpan.FromHours(1));
        await broker.AddAsync(Past.Hourly("level", 11));

        Found.IsJson("""
            {"id":"urn:ngsi-ld:Tank:1","type":"Tank","createdAt":"2026-01-01T00:00:00Z","modifiedAt":"2026-01-01T01:00:00Z","level":[
             {"type":"Property","value":10,"observedAt":"2025-06-01T10:00:00Z","createdAt":"2026-01-01T00:00:00Z","modifiedAt":"2026-01-01T00:00:00Z"},
             {"type":"Property","value":11,"observedAt":"2025-06-01T11:00:00Z","createdAt":"2026-01-01T01:00:00Z","modifiedAt":"2026-01-01T01:00:00Z"}]}
            """, await broker.ReadAsync("options=sysAttrs"));
        Found.IsJson(Past.Tank(1, Past.Hourly("level", 10, 11)), await broker.ReadAsync());
    }

    [Fact]
    public async Task A_language_and_datasets_are_chosen_among_the_instances()
    {
        await using var broker = await Past.StartAsync("""
            "name":[{"type":"LanguageProperty","languageMap":{"en":"tank","fr":"cuve"},"observedAt":"2025-06-01T10:00:00Z"},
                    {"type":"LanguageProperty","languageMap":{"fr":"bac"},"observedAt":"2025-06-01T10:00:00Z","datasetId":"urn:d:1"}]
            """);

        Found.IsJson(
            """[{"type":"Property","value":"cuve","lang":"fr","observedAt":"2025-06-01T10:00:00Z"}]""",
            (await broker.ReadAsync("lang=fr&datasetId=@none"))["name"]);
        Found.IsJson(
            """[{"type":"Property","value":"bac","lang":"fr","observedAt":"2025-06-01T10:00:00Z","datasetId":"urn:d:1"}]""",
            (await broker.ReadAsync("lang=fr&datasetId=urn:d:1"))["name"]);
    }

    [Fact]
    public async Task Names_go_out_in_the_context_of_the_reader()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        await broker.RecordAsync(Past.Tank(1, Past.Hourly("level", 10)), Samples.ContextLink);

        Found.IsJson(Past.Tank(1, Past.Hourly("level", 10)), Past.Plain((await broker.GetAsync(Past.One, Samples.ContextLink)).Json));
        Assert.Equal("10", Past.Values(await broker.ReadAsync(), "https://ex.org/level"));
        var inBody = await broker.GetAsync(Past.One + "?attrs=level", Samples.ContextLink, "Accept: application/ld+json");
        Assert.Null(inBody.Link("http://www.w3.org/ns/json-ld#context"));
        Assert.Equal(Samples.ContextUrl, (string?)inBody.Json["@context"]);
        Assert.Equal("[]", (await broker.GetAsync($"{Past.All}?{Window}")).Body);
        Assert.Equal("1", Found.Numbers(await broker.GetAsync($"{Past.All}?{Window}", Samples.ContextLink)));
    }
}

namespace Waziup.Ngsi.AspNetCore.Tests.Maps;

/// <summary>PATCH /entityMaps/{id}: only the time can be changed (5.14.2).</summary>
public sealed class MapUpdateTests
{
    [Theory]
    [InlineData("2026-01-01T00:40:00Z", "2026-01-01T00:40:00Z")]
    [InlineData("2026-01-01T00:30:00.001Z", "2026-01-01T00:30:00.001Z")]
    [InlineData("2026-01-01T01:20:00Z", "2026-01-01T01:20:00Z")]
    [InlineData("2026-01-01T01:30:01Z", "2026-01-01T01:30:00Z")]
    [InlineData("9999-12-31T23:59:59Z", "2026-01-01T01:30:00Z")]
    public async Task The_time_is_moved_up_to_the_longest(string wanted, string expiresAt)
    {
        await using var broker = await Mapped.StartAsync();
        var made = await broker.GetAsync("/entityMaps?type=Tank");
        broker.Clock.Advance(TimeSpan.FromMinutes(30));

        (await broker.PatchAsync(made.Map(), $$"""{"expiresAt":"{{wanted}}"}""")).IsBare(204);

        var map = await broker.GetAsync(made.Map());
        Assert.Equal(expiresAt, map.ExpiresAt());
        Assert.Equal(made.Body.Replace("2026-01-01T01:00:00Z", expiresAt, StringComparison.Ordinal), map.Body);
    }

    [Theory]
    [InlineData("2026-01-01T00:30:00Z")]
    [InlineData("2026-01-01T00:29:59Z")]
    [InlineData("1970-01-01T00:00:00Z")]
    public async Task A_time_that_is_past_takes_the_map_away(string wanted)
    {
        await using var broker = await Mapped.StartAsync();
        var made = await broker.GetAsync("/entityMaps?type=Tank");
        var other = await broker.GetAsync("/entityMaps?type=Tank");
        broker.Clock.Advance(TimeSpan.FromMinutes(30));

        (await broker.PatchAsync(made.Map(), $$"""{"expiresAt":"{{wanted}}"}""")).IsBare(204);

        (await broker.GetAsync(made.Map())).IsProblem(404, "ResourceNotFound");
        Assert.Equal(other.Body, (await broker.GetAsync(other.Map())).Body);
        Assert.Equal("1,2,3,4,5", (await broker.GetAsync("/entities?type=Tank", made.GoOn())).Page(201));
    }

    [Fact]
    public async Task What_is_no_time_changes_nothing()
    {
        await using var broker = await Mapped.StartAsync();
        var made = await broker.GetAsync("/entityMaps?type=Tank");
        string[] bodies =
        [
            """{"expiresAt":"soon"}""", """{"expiresAt":"2026-01-01"}""", """{"expiresAt":""}""", """{"expiresAt":7}""", """{"expiresAt":null}""",
            """{"expiresAt":"urn:ngsi-ld:null"}""", """{"expiresAt":{"value":"2026-01-01T00:30:00Z"}}""", "[]", "7",
        ];

        await Assert.AllAsync(bodies, async body => (await broker.PatchAsync(made.Map(), body)).IsProblem(400, "BadRequestData"));
        (await broker.PatchAsync(made.Map(), "{\"expiresAt\":")).IsProblem(400, "InvalidRequest");
        (await broker.PatchAsync(made.Map(), "")).IsProblem(400, "InvalidRequest");

        Assert.Equal(made.Body, (await broker.GetAsync(made.Map())).Body);
    }

    [Theory]
    [InlineData("{}", "2026-01-01T01:00:00Z")]
    [InlineData("""{"id":"urn:x:y","type":"X","entityMap":{"urn:ngsi-ld:Tank:9":["@none"]},"linkedMaps":{},"nonsense":[1]}""", "2026-01-01T01:00:00Z")]
    [InlineData("""{"entityMap":7,"expiresAt":"2026-01-01T00:10:00Z"}""", "2026-01-01T00:10:00Z")]
    public async Task Other_members_are_ignored(string body, string expiresAt)
    {
        await using var broker = await Mapped.StartAsync();
        var made = await broker.GetAsync("/entityMaps?type=Tank");

        (await broker.PatchAsync(made.Map(), body)).IsBare(204);

        Assert.Equal(made.Body.Replace("2026-01-01T01:00:00Z", expiresAt, StringComparison.Ordinal), (await broker.GetAsync(made.Map())).Body);
    }

    [Fact]
    public async Task An_unknown_map_is_not_updated_into_being()
    {
        await using var broker = await Mapped.StartAsync();

        (await broker.PatchAsync("/entityMaps/urn:ngsi-ld:EntityMap:absent", """{"expiresAt":"2026-01-01T00:10:00Z"}""")).IsProblem(404, "ResourceNotFound");
        (await broker.PatchAsync("/entityMaps/no-uri", """{"expiresAt":"2026-01-01T00:10:00Z"}""")).IsProblem(400, "BadRequestData");

        (await broker.GetAsync("/entityMaps/urn:ngsi-ld:EntityMap:absent")).IsProblem(404, "ResourceNotFound");
    }
}

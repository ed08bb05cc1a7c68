namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>Who may create within a namespace cannot find out by it which ids are taken elsewhere (POLICIES 4, row 36).</summary>
public sealed class LeakCreateTests
{
    private const string Meteo = "Test-Key: meteo7";

    [Theory]
    [InlineData("POST", "/entities", "{0}")]
    [InlineData("POST", "/entityOperations/create", "[{0}]")]
    [InlineData("POST", "/entityOperations/upsert", "[{0}]")]
    [InlineData("POST", "/entityOperations/upsert?options=update", "[{0}]")]
    [InlineData("POST", "/entityOperations/update", "[{0}]")]
    [InlineData("POST", "/entityOperations/merge", "[{0}]")]
    [InlineData("POST", "/temporal/entities", "{0}")]
    [InlineData("PUT", "/entities/{1}", "{0}")]
    [InlineData("PATCH", "/entities/{1}", "{0}")]
    public async Task Row_36_Outside_of_the_namespace_an_id_that_is_taken_is_like_one_that_is_free(string method, string path, string body)
    {
        await using var world = await StartAsync();
        var before = await AllAsync(world);
        var answers = new HashSet<string>();
        foreach (var id in (string[])["Weather:other:1", "Weather:other:2", "Weather:xmeteo7:1", "Weather:xmeteo7:2", "Pump:taken:1", "Pump:absent:1"])
        {
            var entity = $$"""{"id":"urn:ngsi-ld:{{id}}","type":"Weather","scope":"/meteo7","rain":{{(path.StartsWith("/temporal", StringComparison.Ordinal) ? "[{\"type\":\"Property\",\"value\":2,\"observedAt\":\"2026-01-01T00:00:00Z\"}]" : "2")}} }""";
            var answer = await world.Broker.SendAsync(
                method, path.Replace("{1}", "urn:ngsi-ld:" + id, StringComparison.Ordinal), body.Replace("{0}", entity, StringComparison.Ordinal), headers: Meteo);
            Assert.InRange(answer.Status, 207, 404);
            answers.Add($"{answer.Status} {answer.Everything.Replace(id, "#", StringComparison.Ordinal)}");
        }

        // Ids of two lengths are in the answers, which is all that may differ.
        Assert.True(answers.Select(answer => answer.Split('\n').Where(line => !line.StartsWith("Content-Length", StringComparison.Ordinal))).Select(lines => string.Join('\n', lines)).Distinct().Count() == 1,
            string.Join("\n\n", answers));
        Assert.Equal(before, await AllAsync(world));
    }

    [Theory]
    [InlineData("\"scope\":\"/meteo7\"", 201)]
    [InlineData("\"scope\":\"/other\"", 403)]
    [InlineData("\"scope\":[\"/meteo7\",\"/other\"]", 403)]
    [InlineData("\"rain\":1", 403)]
    public async Task Row_36_Within_it_what_is_created_has_to_be_within_the_fence(string more, int status)
    {
        await using var world = await StartAsync();

        foreach (var (id, expected) in new[] { ("new", status), ("1", status == 201 ? 409 : 403) })
        {
            var answer = await world.Broker.PostAsync("/entities", $$"""{"id":"urn:ngsi-ld:Weather:meteo7:{{id}}","type":"Weather",{{more}} }""", Meteo);
            Assert.True(answer.Status == expected, $"{answer.Status} {answer.Body}");
        }
        Assert.Equal(status == 201 ? 200 : 404, (await world.Broker.GetAsync("/entities/urn:ngsi-ld:Weather:meteo7:new", PolicyWorld.Root)).Status);
        Assert.Contains("\"value\":1", (await world.Broker.GetAsync("/entities/urn:ngsi-ld:Weather:meteo7:1", PolicyWorld.Root)).Body, StringComparison.Ordinal);
    }

    private static async Task<string> AllAsync(PolicyWorld world) => (await world.Broker.GetAsync("/entities?local=true&options=sysAttrs", PolicyWorld.Root)).Body;

    private static async Task<PolicyWorld> StartAsync()
    {
        var world = await PolicyWorld.StartAsync();
        await world.HoldAsync("""
            {"who":["key:meteo7"],"rights":["create","update"],"entities":{"type":"Weather","idPattern":"^urn:ngsi-ld:Weather:meteo7:","scopeQ":"/meteo7"},"attributes":{"*":"show","scope":"show"}}
            """);
        await world.CreateAsync("Weather:other:1", "Weather", "\"rain\":1,\"scope\":\"/meteo7\"");
        await world.CreateAsync("Weather:xmeteo7:1", "Weather", "\"rain\":1");
        await world.CreateAsync("Pump:taken:1", "Pump", "\"rain\":1");
        await world.CreateAsync("Weather:meteo7:1", "Weather", "\"rain\":1,\"scope\":\"/meteo7\"");
        return world;
    }
}

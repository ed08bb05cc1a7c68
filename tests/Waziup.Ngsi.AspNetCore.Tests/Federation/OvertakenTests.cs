using Waziup.Ngsi.Storage.Memory;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>What stands in for local data counts for every broker on a store, also for one that has not heard of it (4.3.6.3).</summary>
public sealed class OvertakenTests
{
    private const string One = "urn:ngsi-ld:Tank:1";
    private const string Level = """{"type":"Property","value":5}""";
    private const string Batch = "[" + """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":5}},{"id":"urn:ngsi-ld:Pump:1","type":"Pump"}""" + "]";
    private const string History = """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":[{"type":"Property","value":5,"observedAt":"2026-01-01T00:00:00Z"}]}""";

    [Theory]
    [InlineData("POST", "/entities", """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":5}}""", "POST /entities", 201)]
    [InlineData("POST", "/entityOperations/create", Batch, "POST /entityOperations/create", 201)]
    [InlineData("POST", "/entityOperations/upsert", Batch, "POST /entityOperations/upsert", 201)]
    [InlineData("POST", "/temporal/entities", History, "POST /temporal/entities", 201)]
    public async Task What_is_created_goes_where_another_broker_has_registered_it(string method, string path, string body, string asked, int status)
    {
        var (network, one, two) = await StartAsync();
        await using var first = one;
        await using var second = two;
        network.Answers("back", 201, path.Contains("Operations", StringComparison.Ordinal) ? $"[\"{One}\"]" : "");
        await one.RegisterAsync("back", "redirect", $"\"type\":\"Tank\"", operations: "[\"redirectionOps\",\"createBatch\",\"upsertBatch\",\"upsertTemporal\"]");

        var answer = await two.SendAsync(method, path, body);

        Assert.True(answer.Status == status, $"{answer.Status} {answer.Body}");
        Assert.Equal([asked], AskedOf(network));
        Assert.Equal(404, (await two.GetAsync($"/entities/{One}?local=true")).Status);
        if (ReferenceEquals(body, Batch))
            Assert.Equal(200, (await one.GetAsync("/entities/urn:ngsi-ld:Pump:1?local=true")).Status);
    }

    [Theory]
    [InlineData("POST", "/attrs", "{\"level\":" + Level + ",\"name\":" + Level + "}")]
    [InlineData("PATCH", "/attrs", "{\"level\":" + Level + ",\"name\":" + Level + "}")]
    [InlineData("PATCH", "", "{\"level\":" + Level + ",\"name\":" + Level + "}")]
    public async Task What_is_changed_too_attribute_by_attribute(string method, string path, string body)
    {
        var (network, one, two) = await StartAsync();
        await using var first = one;
        await using var second = two;
        network.Answers("back", 204);
        await one.CreateAsync("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","name":{"type":"Property","value":1}}""");
        await one.RegisterAsync("back", "exclusive", $"\"type\":\"Tank\",\"id\":\"{One}\"", "[\"level\"]");

        var answer = await two.SendAsync(method, $"/entities/{One}{path}", body);

        Assert.Equal(204, answer.Status);
        Assert.Equal([$"{method} /entities/{One}{path}"], AskedOf(network));
        Assert.Null(network.Calls[0].Json()["name"]);
        var here = (await one.GetAsync($"/entities/{One}?local=true")).Json;
        Assert.Null(here["level"]);
        Assert.Equal(5, (int)here["name"]!["value"]!);
    }

    [Fact]
    public async Task What_is_deleted_is_deleted_there_too()
    {
        var (network, one, two) = await StartAsync();
        await using var first = one;
        await using var second = two;
        network.Answers("back", 204);
        await one.CreateAsync("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","name":{"type":"Property","value":1}}""");
        await one.RegisterAsync("back", "exclusive", $"\"type\":\"Tank\",\"id\":\"{One}\"", "[\"level\"]");

        (await two.DeleteAsync($"/entities/{One}")).IsBare(204);

        Assert.Equal([$"DELETE /entities/{One}"], AskedOf(network));
        Assert.Equal(404, (await one.GetAsync($"/entities/{One}?local=true")).Status);
    }

    [Fact]
    public async Task What_concerns_nobody_else_is_written_all_the_same()
    {
        var (network, one, two) = await StartAsync();
        await using var first = one;
        await using var second = two;
        for (var i = 0; i < 3; i++)
        {
            await one.RegisterAsync($"back{i}", "redirect", $"\"type\":\"Tank{i}\"");

            await two.CreateAsync(Samples.Tank(2 * i));
            await one.CreateAsync(Samples.Tank((2 * i) + 1));
        }
        Assert.Empty(network.Calls);
        Assert.Equal("6", (await one.GetAsync("/entities?type=Tank&count=true&local=true"))["NGSILD-Results-Count"]);
    }

    private static async Task<(Network Network, TestBroker One, TestBroker Two)> StartAsync()
    {
        // Nobody tells a broker of this store what another one on it has done.
        var storage = new MemoryStorage();
        var network = new Network();
        return (network, await TestBroker.StartAsync(source: network, storage: storage), await TestBroker.StartAsync(source: network, storage: storage));
    }

    private static IEnumerable<string> AskedOf(Network network) =>
        network.Calls.Select(call => $"{call.Method} {call.Uri.AbsolutePath[NgsiLdApplicationBuilderExtensions.Root.Length..]}");
}

using System.Text.Json.Nodes;

namespace Waziup.Server.Tests.Federated;

/// <summary>Five brokers, each the source of the one before it, as processes that talk over HTTP (4.3.6, 6.3.18).</summary>
public sealed class RingTests : IAsyncLifetime
{
    private const int Size = 5;
    private const string Entities = "/ngsi-ld/v1/entities";

    private readonly TestFolder[] _folders = [.. Enumerable.Range(0, Size).Select(_ => new TestFolder())];
    private readonly ServerProcess[] _ring = new ServerProcess[Size];

    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < Size; i++)
        {
            _ring[i] = await ServerProcess.StartAsync(_folders[i], "--source-timeout", "20");
            var (status, answer) = await _ring[i].SendAsync(HttpMethod.Post, Entities + "?local=true", ServerProcess.Entity(Plot(i)));
            Assert.True(status == 201, $"{status} {answer}");
        }
        for (var i = 0; i < Size; i++)
        {
            var (status, answer) = await _ring[i].SendAsync(HttpMethod.Post, "/ngsi-ld/v1/csourceRegistrations", $$$"""
                {"type":"ContextSourceRegistration","endpoint":"{{{_ring[(i + 1) % Size].Address.GetLeftPart(UriPartial.Authority)}}}",
                 "information":[{"entities":[{"type":"Plot"}]}],"operations":["redirectionOps"],"management":{"timeout":20000}}
                """);
            Assert.True(status == 201, $"{status} {answer}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _ring.Where(server => server is not null))
            await server.DisposeAsync();
        foreach (var folder in _folders)
            folder.Dispose();
    }

    [Fact]
    public async Task Whoever_is_asked_knows_what_all_have_and_each_once()
    {
        for (var i = 0; i < Size; i++)
        {
            Assert.Equal("0,1,2,3,4", await NumbersAsync(_ring[i], "?type=Plot"));
            Assert.Equal($"{i}", await NumbersAsync(_ring[i], "?type=Plot&local=true"));
            Assert.Equal(200, (await _ring[i].GetAsync($"{Entities}/{Plot((i + 2) % Size)}")).Status);
        }
    }

    [Fact]
    public async Task A_write_comes_to_where_the_entity_is_and_ends()
    {
        var (changed, answer) = await _ring[0].SendAsync(
            HttpMethod.Patch, $"{Entities}/{Plot(3)}/attrs", """{"moisture":{"type":"Property","value":99}}""");
        Assert.True(changed is 204 or 207, $"{changed} {answer}");
        Assert.Contains("\"value\":99", (await _ring[3].GetAsync($"{Entities}/{Plot(3)}?local=true")).Body, StringComparison.Ordinal);

        var (deleted, why) = await _ring[4].SendAsync(HttpMethod.Delete, $"{Entities}/{Plot(2)}");
        Assert.True(deleted is 204 or 207, $"{deleted} {why}");
        Assert.Equal(404, (await _ring[2].GetAsync($"{Entities}/{Plot(2)}?local=true")).Status);
        Assert.Equal(404, (await _ring[0].GetAsync($"{Entities}/{Plot(2)}")).Status);
    }

    [Fact]
    public async Task Where_one_is_killed_the_rest_is_answered_and_no_local_write_is_lost()
    {
        _ring[2].Signal("KILL");
        await _ring[2].EndAsync();

        using (var answer = await _ring[1].Client.GetAsync(Entities + "?type=Plot", TestContext.Current.CancellationToken))
        {
            Assert.Equal(200, (int)answer.StatusCode);
            Assert.True(answer.Headers.Contains("NGSILD-Warning"), "no warning tells of the missing part");
        }
        // From the one behind it to the one before it they still know each other.
        Assert.Equal("0,1,3,4", await NumbersAsync(_ring[3], "?type=Plot"));
        var (created, why) = await _ring[1].SendAsync(HttpMethod.Post, Entities, ServerProcess.Entity(Plot(9)));
        Assert.True(created is 201 or 207, $"{created} {why}");

        _ring[1].Signal("KILL");
        await _ring[1].EndAsync();
        await _ring[1].DisposeAsync();
        _ring[1] = await ServerProcess.StartAsync(_folders[1], "--source-timeout", "20");

        Assert.Equal("1,9", await NumbersAsync(_ring[1], "?type=Plot&local=true"));
    }

    private static string Plot(int number) => $"urn:ngsi-ld:Plot:{number}";

    private static async Task<string> NumbersAsync(ServerProcess server, string query)
    {
        var (status, body) = await server.GetAsync(Entities + query);
        Assert.True(status == 200, $"{status} {body}");
        return string.Join(',', JsonNode.Parse(body)!.AsArray().Select(entity => ((string)entity!["id"]!)[Plot(0).LastIndexOf('0')..]).Order(StringComparer.Ordinal));
    }
}

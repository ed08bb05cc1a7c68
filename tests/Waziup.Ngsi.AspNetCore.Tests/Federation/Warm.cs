using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Storage.Memory;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>A broker that has been asked before; what it says, and asks of sources, has to be what a broker on the same store says that is asked for the first time.</summary>
sealed class Warm : IAsyncDisposable
{
    public const string All = "/entities?type=Tank";
    public const string One = "/entities/urn:ngsi-ld:Tank:1";
    public const string Back = "/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:back";

    private readonly MemoryStorage _storage = new();
    private IAccessPolicy? _policy;
    private TimeSpan _passed;

    public Network Network { get; } = new();

    public TestBroker Broker { get; private set; } = null!;

    /// <summary>A broker before a source called back, which has entities and is registered for tanks, unless it is to be registered later.</summary>
    public static async Task<Warm> StartAsync(string[]? told = null, IAccessPolicy? policy = null, bool isRegistered = true, string more = "", string operations = "[\"retrieveOps\"]")
    {
        var warm = new Warm { _policy = policy };
        warm.Broker = await warm.BrokerAsync();
        warm.Tells("back", told ?? [Tank(1, 1), Tank(2, 2)]);
        if (isRegistered)
            await warm.Broker.RegisterAsync("back", operations: operations, more: more);
        return warm;
    }

    public static string Tank(int number, int level, string more = "") =>
        $$$"""{"id":"urn:ngsi-ld:Tank:{{{number}}}","type":"Tank","level":{"type":"Property","value":{{{level}}}}{{{more}}}}""";

    /// <summary>Tanks by their numbers and levels, as in <c>1=5,2=2</c>.</summary>
    public static string[] Tanks(string levels) => [.. levels.Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(one => one.Split('=')).Select(one => Tank(int.Parse(one[0], null), int.Parse(one[1], null)))];

    /// <summary>From now on a source has these entities, whatever the conditions on them.</summary>
    public void Tells(string host, params string[] entities) => Network.Answers(host, call =>
    {
        if (call.Uri.AbsolutePath.EndsWith("entities", StringComparison.Ordinal) || call.Method == "POST")
            return Reply(200, $"[{string.Join(',', entities)}]");
        var id = Uri.UnescapeDataString(call.Uri.Segments[^1]);
        return Array.Find(entities, entity => entity.Contains($"\"id\":\"{id}\"", StringComparison.Ordinal)) is { } one ? Reply(200, one) : Reply(404, "");
    });

    public static RemoteReply Reply(int status, string body, string? link = null) =>
        new(RemoteResult.Answered, status, Encoding.UTF8.GetBytes(body)) { Links = link is null ? [] : [link] };

    public void Advance(TimeSpan time)
    {
        _passed += time;
        Broker.Clock.Advance(time);
    }

    /// <summary>Asks until all is known that can be.</summary>
    public async Task<string> KnowAsync(string path, params string[] headers)
    {
        var first = await Broker.GetAsync(path, headers);
        for (var times = 0; times < 3; times++)
            Assert.Equal(first.Everything, (await Broker.GetAsync(path, headers)).Everything);
        return Brief(first);
    }

    /// <summary>Asks, and insists that all is as if it were the first time.</summary>
    public async Task<string> AskAsync(string path, params string[] headers)
    {
        var before = Network.Calls.Count;
        var answer = await Broker.GetAsync(path, headers);
        var between = Network.Calls.Count;
        await using var fresh = await BrokerAsync();
        fresh.Clock.Advance(_passed);
        var first = await fresh.GetAsync(path, headers);

        Assert.Equal($"{path} {first.Status} {first.Everything}", $"{path} {answer.Status} {answer.Everything}");
        Assert.Equal(Asked(between, Network.Calls.Count), Asked(before, between));
        return Brief(answer);
    }

    public async ValueTask DisposeAsync() => await Broker.DisposeAsync();

    /// <summary>Numbers with their levels and owners, as in <c>1=5,2=2/Ama</c>, and the kinds of warnings.</summary>
    private static string Brief(Answer answer)
    {
        var body = answer.Status != 200 ? new JsonArray() : answer.Json is JsonObject collection && collection["features"] is { } features ? features : answer.Json;
        JsonNode?[] entities = body is JsonArray list ? [.. list] : [body];
        var text = answer.Status == 200 ? string.Join(',', entities.Select(Brief)) : $"{answer.Status}";
        return answer["NGSILD-Warning"] is { } warnings ? $"{text} !{string.Join('!', warnings.Split('\n').Select(warning => warning[..3]))}" : text;
    }

    private static string Brief(JsonNode? entity) =>
        ((string)entity!["id"]!).Split(':')[^1] + "=" + Value(entity["level"]) + (entity["owner"] is { } owner ? "/" + Value(owner) : "");

    private static JsonNode? Value(JsonNode? attribute) => attribute is JsonObject members ? members["value"] : attribute;

    private string[] Asked(int from, int to) => [.. Network.Calls.Take(from..to).Select(call =>
        $"{call.Method} {call.Uri.AbsoluteUri} {string.Join(' ', call.Headers.Select(pair => $"{pair.Key}:{pair.Value}"))} {call.ContentType} {Encoding.UTF8.GetString(call.Body.Span)}").Order()];

    private async Task<TestBroker> BrokerAsync()
    {
        var broker = await TestBroker.StartAsync(_policy, source: Network, storage: _storage);
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        return broker;
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;

namespace Waziup.Server.Tests.Notified;

/// <summary>Clients that each count up an attribute of an entity of their own, and remember what was acknowledged; and subscriptions to that.</summary>
sealed class NotifiedLoad(Receiver receiver) : IDisposable
{
    private const int Entities = 10;
    private const int OfOne = 40;
    private const int OfAll = 10;

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };
    private readonly ConcurrentBag<int>[] _acknowledged = [.. Enumerable.Range(0, Entities).Select(_ => new ConcurrentBag<int>())];
    private readonly int[] _turn = new int[Entities];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>How many writes were acknowledged.</summary>
    public int Acknowledged => _acknowledged.Sum(bag => bag.Count);

    public void Dispose() => _client.Dispose();

    /// <summary>Makes the entities, and 50 subscriptions: some to one entity, some to all.</summary>
    public async Task PrepareAsync(Uri server)
    {
        for (var i = 0; i < Entities; i++)
            await InsistAsync(server, "entities", $$"""{"id":"urn:p:{{i}}","type":"Plot","n":{"type":"Property","value":0} }""");
        for (var i = 0; i < OfOne + OfAll; i++)
        {
            var id = i < OfOne ? $"\"id\":\"urn:p:{i % Entities}\"," : "";
            await InsistAsync(server, "subscriptions",
                $$$"""{"id":"urn:s:{{{i}}}","type":"Subscription","entities":[{ {{{id}}} "type":"Plot"}],"watchedAttributes":["n"],"notification":{"endpoint":{"uri":"{{{receiver.Address}}}/{{{i}}}"} } }""");
        }
    }

    /// <summary>Writes until it is stopped; a server that does not answer is left for another.</summary>
    /// <param name="servers">Where the servers are now.</param>
    /// <param name="stop">Ends it.</param>
    public Task RunAsync(Func<Uri[]> servers, CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, Entities).Select(async entity =>
    {
        for (var attempt = entity; !stop.IsCancellationRequested; attempt++)
        {
            var at = servers();
            if (at.Length == 0 || !await WriteAsync(at[attempt % at.Length], entity))
                await Task.Delay(20, CancellationToken.None);
        }
    }));

    /// <summary>Waits until a last value of each entity was told, and compares what was told with what was acknowledged.</summary>
    public async Task<string> CompareAsync(Uri server)
    {
        for (var entity = 0; entity < Entities; entity++)
        {
            while (!await WriteAsync(server, entity))
                await Task.Delay(50, Cancel);
        }
        foreach (var (subscription, entity) in Pairs())
        {
            while (receiver.Last($"{subscription}", $"urn:p:{entity}") != _turn[entity])
                await Task.Delay(20, Cancel);
        }
        var repeated = 0;
        foreach (var (subscription, entity) in Pairs())
            repeated += Compare(receiver.Told[($"{subscription}", $"urn:p:{entity}")], entity, subscription);
        return $"{Acknowledged} writes acknowledged, {receiver.Count} notifications, {repeated} of them repeated";
    }

    private int Compare(List<(int Value, string Id)> told, int entity, int subscription)
    {
        var first = told.Select(one => one.Value).Distinct().ToList();
        var missing = _acknowledged[entity].Except(first).Order().ToList();
        Assert.True(missing.Count == 0, $"subscription {subscription} was not told {string.Join(", ", missing)} of entity {entity}");
        Assert.True(first.SequenceEqual(first.Order()), $"subscription {subscription} was told entity {entity} out of order: {string.Join(", ", first)}");
        Assert.All(told.GroupBy(one => one.Value), same => Assert.Single(same.Select(one => one.Id).Distinct()));
        return told.Count - first.Count;
    }

    private static IEnumerable<(int Subscription, int Entity)> Pairs() =>
        Enumerable.Range(0, OfOne).Select(i => (i, i % Entities))
            .Concat(Enumerable.Range(OfOne, OfAll).SelectMany(i => Enumerable.Range(0, Entities).Select(entity => (i, entity))));

    private async Task<bool> WriteAsync(Uri server, int entity)
    {
        var turn = ++_turn[entity];
        try
        {
            var body = string.Create(CultureInfo.InvariantCulture, $$$"""{"n":{"type":"Property","value":{{{turn}}}}}""");
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await _client.PatchAsync(new Uri(server, $"/ngsi-ld/v1/entities/urn:p:{entity}/attrs"), content, CancellationToken.None);
            if (answer.StatusCode != HttpStatusCode.NoContent)
                return false;
            _acknowledged[entity].Add(turn);
            return true;
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or TaskCanceledException)
        {
            // Nobody knows what became of it.
            return false;
        }
    }

    private async Task InsistAsync(Uri server, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync(new Uri(server, "/ngsi-ld/v1/" + path), content, Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancel)}");
    }
}

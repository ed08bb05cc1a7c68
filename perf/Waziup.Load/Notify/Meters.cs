using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Waziup.Load.Bench.Access;

namespace Waziup.Load.Notify;

/// <summary>Clients that count up an attribute of entities of their own, and know when each number was acknowledged and when it was told.</summary>
/// <param name="host">The host.</param>
/// <param name="sink">Where notifications come in.</param>
/// <param name="watchers">Who waits for them.</param>
internal sealed class Meters(Uri host, Sink sink, Watchers watchers) : IDisposable
{
    const int Workers = 32;

    readonly HostClient _host = new(host, watchers.Writer);
    readonly IReadOnlyList<HostClient> _owners = [.. watchers.Owners.Select(key => new HostClient(host, key))];
    readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
    readonly int[] _turn = new int[Workers];
    readonly ConcurrentDictionary<(int Meter, int Value), long> _acknowledged = new();
    readonly ConcurrentDictionary<(int Meter, int Value), long> _told = new();

    public void Dispose()
    {
        _host.Dispose();
        foreach (var owner in _owners)
            owner.Dispose();
        _http.Dispose();
    }

    /// <summary>Makes the entities, and subscriptions of which the first ones alone match: one for each watcher.</summary>
    public async Task PrepareAsync(int subscriptions, CancellationToken cancel)
    {
        for (var meter = 0; meter < Workers; meter++)
            await _host.PostAsync("entities", EntityOf(meter), cancel);
        await Parallel.ForAsync(0, subscriptions, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancel }, async (i, stop) =>
        {
            // Another type, another attribute, another entity: each in turn.
            var (selector, watched) = i < watchers.Count ? (watchers.SelectorOf(i, Workers), "level")
                : i % 3 == 0 ? ($"\"type\":\"Other{i}\"", "level")
                : i % 3 == 1 ? ("\"type\":\"Meter\"", $"other{i}") : ($"\"type\":\"Meter\",\"id\":\"urn:other:{i}\"", "level");
            var url = sink.Urls[0] + "/" + i.ToString(CultureInfo.InvariantCulture);
            await _owners[i % _owners.Count].PostAsync("subscriptions",
                $$$"""{"type":"Subscription","entities":[{ {{{selector}}} }],"watchedAttributes":["{{{watched}}}"],"notification":{"endpoint":{"uri":"{{{url}}}"} } }""", stop);
        });
        sink.Took = Tell;
    }

    /// <summary>Writes for some time.</summary>
    /// <param name="time">How long.</param>
    /// <param name="rate">Writes a second; 0: as many as go.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>How many were acknowledged a second.</returns>
    public async Task<double> RunAsync(TimeSpan time, double rate, CancellationToken cancel)
    {
        _acknowledged.Clear();
        _told.Clear();
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(meter => Task.Run(async () =>
        {
            for (var i = 0; TimeProvider.System.GetElapsedTime(began) < time; i++)
            {
                if (rate > 0)
                {
                    var wait = TimeSpan.FromSeconds((i + ((double)meter / Workers)) * Workers / rate) - TimeProvider.System.GetElapsedTime(began);
                    if (wait > TimeSpan.FromMilliseconds(0.5))
                        await Task.Delay(wait, cancel);
                }
                await WriteAsync(meter, cancel);
            }
        }, cancel)));
        return _acknowledged.Count / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>How many such notifications a client alone posts a second, one after the other, as one subscription is told.</summary>
    public async Task<double> FloorAsync(TimeSpan time, CancellationToken cancel)
    {
        sink.Took = null;
        var body = Encoding.UTF8.GetBytes(
            """{"id":"urn:ngsi-ld:Notification:0","type":"Notification","subscriptionId":"urn:s:0","notifiedAt":"2026-01-01T00:00:00Z","data":[{"id":"urn:m:0","type":"Meter","level":{"type":"Property","value":0},"place":{"type":"Property","value":"a field"}}]}""");
        var count = 0;
        var began = TimeProvider.System.GetTimestamp();
        for (; TimeProvider.System.GetElapsedTime(began) < time; count++)
        {
            using var content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var answer = await _http.PostAsync(new Uri(sink.Urls[0] + "/0"), content, cancel);
            answer.EnsureSuccessStatusCode();
        }
        return count / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Waits until everything that was acknowledged was told.</summary>
    /// <returns>How long that took, and how many were never told.</returns>
    public async Task<(TimeSpan Took, int Lost)> DrainAsync(TimeSpan most, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < most && _told.Count < _acknowledged.Count)
            await Task.Delay(5, cancel);
        return (TimeProvider.System.GetElapsedTime(began), _acknowledged.Keys.Count(key => !_told.ContainsKey(key)));
    }

    /// <summary>From acknowledgement to receipt, in milliseconds; the notification may well be the first.</summary>
    public double[] Latencies() => [.. _acknowledged.Where(pair => _told.ContainsKey(pair.Key))
        .Select(pair => Math.Max(0, TimeProvider.System.GetElapsedTime(pair.Value, _told[pair.Key]).TotalMilliseconds)).Order()];

    string EntityOf(int meter)
    {
        var plain = $$"""{"id":"urn:m:{{meter}}","type":"Meter","level":{"type":"Property","value":0},"place":{"type":"Property","value":"a field"} }""";
        return watchers.Count == 1 ? plain : Owned.With($$"""{{plain[..^1]}},"location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[-16.24,14.02]} } }""", meter);
    }

    async Task WriteAsync(int meter, CancellationToken cancel)
    {
        var value = ++_turn[meter];
        await _host.PatchAsync($"entities/urn:m:{meter}/attrs", string.Create(CultureInfo.InvariantCulture, $$$"""{"level":{"type":"Property","value":{{{value}}} } }"""), cancel);
        _acknowledged[(meter, value)] = TimeProvider.System.GetTimestamp();
    }

    void Tell(ReadOnlyMemory<byte> body)
    {
        var now = TimeProvider.System.GetTimestamp();
        _told.TryAdd((NumberBehind(body.Span, "\"urn:m:"u8), NumberBehind(body.Span, "\"level\":{\"type\":\"Property\",\"value\":"u8)), now);
    }

    static int NumberBehind(ReadOnlySpan<byte> body, ReadOnlySpan<byte> label) =>
        body.IndexOf(label) is var at and >= 0 && Utf8Parser.TryParse(body[(at + label.Length)..], out int number, out _) ? number : -1;
}

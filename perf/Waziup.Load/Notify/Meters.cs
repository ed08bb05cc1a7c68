using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Waziup.Load.Notify;

/// <summary>Clients that count up an attribute of entities of their own, and know when each number was acknowledged and when it was told.</summary>
internal sealed class Meters(Uri host, Sink sink) : IDisposable
{
    const int Workers = 32;

    readonly HostClient _host = new(host);
    readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
    readonly int[] _turn = new int[Workers];
    readonly ConcurrentDictionary<(int Meter, int Value), long> _acknowledged = new();
    readonly ConcurrentDictionary<(int Meter, int Value), long> _told = new();

    public void Dispose()
    {
        _host.Dispose();
        _http.Dispose();
    }

    /// <summary>Makes the entities, and subscriptions of which the first alone matches.</summary>
    public async Task PrepareAsync(int subscriptions, CancellationToken cancel)
    {
        for (var meter = 0; meter < Workers; meter++)
            await _host.PostAsync("entities", $$"""{"id":"urn:m:{{meter}}","type":"Meter","level":{"type":"Property","value":0},"place":{"type":"Property","value":"a field"} }""", cancel);
        await Parallel.ForAsync(0, subscriptions, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancel }, async (i, stop) =>
        {
            // Another type, another attribute, another entity: each in turn.
            var (selector, watched) = i == 0 ? ("\"type\":\"Meter\"", "level")
                : i % 3 == 0 ? ($"\"type\":\"Other{i}\"", "level")
                : i % 3 == 1 ? ("\"type\":\"Meter\"", $"other{i}") : ($"\"type\":\"Meter\",\"id\":\"urn:other:{i}\"", "level");
            var url = sink.Urls[0] + "/" + i.ToString(CultureInfo.InvariantCulture);
            await _host.PostAsync("subscriptions",
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

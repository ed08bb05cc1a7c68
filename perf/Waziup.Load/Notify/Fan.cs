using System.Net.Http.Headers;

namespace Waziup.Load.Notify;

/// <summary>W11: one change that matches 1,000 subscriptions at 10 endpoints, against an HTTP client that posts the same bodies.</summary>
internal sealed class Fan(Uri host, Sink sink) : IDisposable
{
    const int Subscriptions = 1000;
    const int PerEndpoint = 16;

    readonly HostClient _host = new(host);
    readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, MaxConnectionsPerServer = PerEndpoint });
    int _value;
    byte[]? _body;

    public void Dispose()
    {
        _host.Dispose();
        _http.Dispose();
    }

    public async Task PrepareAsync(CancellationToken cancel)
    {
        sink.Took = body => _body ??= body.ToArray();
        await _host.PostAsync("entities", $$"""{"id":"urn:f:1","type":"Fan","speed":{"type":"Property","value":0} }""", cancel);
        for (var i = 0; i < Subscriptions; i++)
        {
            await _host.PostAsync("subscriptions",
                $$$"""{"type":"Subscription","entities":[{"type":"Fan"}],"notification":{"endpoint":{"uri":"{{{sink.Urls[i % sink.Urls.Count]}}}/{{{i}}}"} } }""", cancel);
        }
    }

    /// <summary>Notifications a second, of changes one after the other.</summary>
    public async Task<double> HostAsync(int changes, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < changes; i++)
        {
            var wanted = sink.Count + Subscriptions;
            await _host.PatchAsync("entities/urn:f:1/attrs", $$$"""{"speed":{"type":"Property","value":{{{++_value}}} } }""", cancel);
            while (sink.Count < wanted)
                await Task.Delay(1, cancel);
        }
        return changes * Subscriptions / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>The same number of posts by a client alone.</summary>
    public async Task<double> FloorAsync(int changes, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < changes; i++)
        {
            var next = -1;
            await Task.WhenAll(Enumerable.Range(0, PerEndpoint * sink.Urls.Count).Select(_ => Task.Run(async () =>
            {
                while (Interlocked.Increment(ref next) is var at && at < Subscriptions)
                {
                    using var content = new ReadOnlyMemoryContent(_body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                    using var answer = await _http.PostAsync(new Uri($"{sink.Urls[at % sink.Urls.Count]}/{at}"), content, cancel);
                    answer.EnsureSuccessStatusCode();
                }
            }, cancel)));
        }
        return changes * Subscriptions / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }
}

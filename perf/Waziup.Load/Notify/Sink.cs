using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Waziup.Load.Notify;

/// <summary>Receives notifications on some ports of loopback and answers 200.</summary>
/// <param name="app">The server.</param>
/// <param name="urls">Where it listens.</param>
internal sealed class Sink(WebApplication app, IReadOnlyList<string> urls) : IAsyncDisposable
{
    int _count;

    public IReadOnlyList<string> Urls => urls;

    /// <summary>How many came.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Is shown each body; from several threads.</summary>
    public Action<ReadOnlyMemory<byte>>? Took { get; set; }

    public static async Task<Sink> StartAsync(int ports, CancellationToken cancel)
    {
        var urls = Enumerable.Range(0, ports).Select(_ => $"http://127.0.0.1:{Launch.FreePort()}").ToList();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls([.. urls]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var sink = new Sink(app, urls);
        app.Run(sink.TakeAsync);
        await app.StartAsync(cancel);
        return sink;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    async Task TakeAsync(HttpContext http)
    {
        var body = new byte[(int)(http.Request.ContentLength ?? 0)];
        await http.Request.Body.ReadExactlyAsync(body);
        Took?.Invoke(body);
        Interlocked.Increment(ref _count);
        http.Response.ContentLength = 0;
    }
}

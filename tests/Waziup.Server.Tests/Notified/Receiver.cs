using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Waziup.Server.Tests.Notified;

/// <summary>Receives notifications: remembers in which order each subscription was told the values of each entity.</summary>
sealed class Receiver : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Subscription, string Entity), List<(int Value, string Id)>> _told = new();
    private readonly WebApplication _app;
    private int _count;

    private Receiver(WebApplication app) => _app = app;

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>How many notifications came, repeated ones too.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>What each subscription was told of each entity, in order of arrival.</summary>
    public IReadOnlyDictionary<(string Subscription, string Entity), List<(int Value, string Id)>> Told => _told;

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.MapPost("/{subscription}", receiver.TakeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>The last value that a subscription was told of an entity; 0 for none.</summary>
    public int Last(string subscription, string entity)
    {
        if (!_told.TryGetValue((subscription, entity), out var values))
            return 0;
        lock (values)
            return values[^1].Value;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(string subscription, Microsoft.AspNetCore.Http.HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        var id = body.RootElement.GetProperty("id").GetString()!;
        foreach (var entity in body.RootElement.GetProperty("data").EnumerateArray())
        {
            var values = _told.GetOrAdd((subscription, entity.GetProperty("id").GetString()!), _ => []);
            lock (values)
                values.Add((entity.GetProperty("n").GetProperty("value").GetInt32(), id));
        }
        Interlocked.Increment(ref _count);
        http.Response.StatusCode = 200;
    }
}

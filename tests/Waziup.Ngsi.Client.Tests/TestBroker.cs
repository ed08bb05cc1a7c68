using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.AspNetCore;
using Waziup.Ngsi.AspNetCore.Tests;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Hosting;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Client.Tests;

/// <summary>A broker in this process, reached over HTTP, that keeps what the client sent.</summary>
/// <remarks>Fails the test at the end where the broker logged an error.</remarks>
sealed class TestBroker : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private readonly ErrorLog _log;
    private readonly ConcurrentQueue<SentRequest> _requests;

    private TestBroker(WebApplication app, ErrorLog log, ConcurrentQueue<SentRequest> requests)
    {
        _app = app;
        _log = log;
        _requests = requests;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        _http = new HttpClient { BaseAddress = Address };
        Client = new NgsiLdClient(_http);
    }

    public Uri Address { get; }

    /// <summary>A client without options.</summary>
    public NgsiLdClient Client { get; }

    /// <summary>The broker itself.</summary>
    public ContextBroker Broker { get; private init; } = null!;

    public ManualTime Clock { get; private init; } = new();

    public FakeContexts Contexts { get; private init; } = new();

    /// <summary>What came in so far.</summary>
    public IReadOnlyCollection<SentRequest> Requests => _requests;

    public NgsiLdClient With(NgsiLdClientOptions options) => new(_http, options);

    public static async Task<TestBroker> StartAsync(Action<NgsiLdOptions>? options = null, Action<NgsiLdBuilder>? more = null)
    {
        var clock = new ManualTime();
        var contexts = new FakeContexts();
        var log = new ErrorLog();
        var requests = new ConcurrentQueue<SentRequest>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton<IContextLoader>(contexts);
        var added = builder.Services.AddNgsiLd(options);
        more?.Invoke(added);
        var app = builder.Build();
        app.Use((http, next) =>
        {
            requests.Enqueue(SentRequest.Of(http.Request));
            return next(http);
        });
        app.UseNgsiLd();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestBroker(app, log, requests) { Broker = app.Services.GetRequiredService<ContextBroker>(), Clock = clock, Contexts = contexts };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        using (var moment = new CancellationTokenSource(TimeSpan.FromSeconds(1)))
            await _app.StopAsync(moment.Token);
        await _app.DisposeAsync();
        Assert.True(_log.Errors.Count == 0, string.Join("\n", _log.Errors));
    }
}

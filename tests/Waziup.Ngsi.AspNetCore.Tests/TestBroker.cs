using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Notifications;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Tests;

/// <summary>A broker in this process, reached over HTTP: memory store, a clock that stands still, contexts that need no network.</summary>
/// <remarks>Fails the test at the end where the broker logged an error that nobody expected.</remarks>
sealed class TestBroker : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private TestBroker(WebApplication app)
    {
        _app = app;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Address = new Uri(address);
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        });
    }

    public Uri Address { get; }

    public ManualTime Clock { get; private init; } = new();

    public FakeContexts Contexts { get; private init; } = new();

    public ErrorLog Log { get; private init; } = new();

    public RecordingNotifier Notifier { get; private init; } = new();

    public ContextBroker Broker => _app.Services.GetRequiredService<ContextBroker>();

    public IStorage Storage => _app.Services.GetRequiredService<IStorage>();

    public static async Task<TestBroker> StartAsync(IAccessPolicy? policy = null, Action<NgsiLdOptions>? options = null, IContextSource? source = null, IStorage? storage = null,
        params HostRoute[] beside)
    {
        var clock = new ManualTime();
        var contexts = new FakeContexts();
        var log = new ErrorLog();
        var notifier = new RecordingNotifier();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        // Slow clients are part of some tests; on a busy machine they must not be cut off before the test has looked.
        builder.WebHost.ConfigureKestrel(kestrel => (kestrel.Limits.MinRequestBodyDataRate, kestrel.Limits.MinResponseDataRate) = (null, null));
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton<IContextLoader>(contexts);
        builder.Services.AddNgsiLd(options);
        builder.Services.RemoveAll<INotifier>();
        builder.Services.AddSingleton<INotifier>(notifier);
        if (source is not null)
            builder.Services.Replace(ServiceDescriptor.Singleton(source));
        // One that a test brings outlives the broker, as a disk does.
        if (storage is not null)
            builder.Services.Replace(ServiceDescriptor.Singleton(storage));
        if (policy is not null)
            builder.Services.Replace(ServiceDescriptor.Singleton(policy));
        var app = builder.Build();
        app.UseNgsiLd(endpoint =>
        {
            endpoint.CallerOf = TestCaller.Of;
            endpoint.Serve(Beside, beside);
        });
        await app.StartAsync(Cancel);
        return new TestBroker(app) { Clock = clock, Contexts = contexts, Log = log, Notifier = notifier };
    }

    /// <summary>Where the operations of the host are.</summary>
    public const string Beside = "/host/v1";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Sends a request. The path stands below the root, with its query; headers are written <c>Name: value</c>.</summary>
    public async Task<Answer> SendAsync(string method, string path, string? body = null, string type = "application/json", params string[] headers)
    {
        var content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        return await SendAsync(method, path, content, type, headers);
    }

    public async Task<Answer> SendAsync(string method, string path, byte[] body, string type = "application/json", params string[] headers) =>
        await SendAsync(method, path, new ByteArrayContent(body), type, headers);

    /// <summary>Sends a request for an operation of the host, below its root.</summary>
    public Task<Answer> AskHostAsync(string method, string path, string? body = null, string type = "application/json", params string[] headers) =>
        SendAsync(method, path, body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body)), type, headers, Beside);

    public Task<Answer> GetAsync(string path, params string[] headers) => SendAsync("GET", path, (string?)null, headers: headers);

    public Task<Answer> PostAsync(string path, string body, params string[] headers) => SendAsync("POST", path, body, headers: headers);

    public Task<Answer> PatchAsync(string path, string body, params string[] headers) => SendAsync("PATCH", path, body, headers: headers);

    public Task<Answer> DeleteAsync(string path, params string[] headers) => SendAsync("DELETE", path, (string?)null, headers: headers);

    /// <summary>Creates an entity and insists on success.</summary>
    public async Task CreateAsync(string entity, params string[] headers)
    {
        var answer = await PostAsync("/entities", entity, headers);
        Assert.True(answer.Status == 201, $"{answer.Status} {answer.Body}");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        // As a host ends: requests under way get a moment, then their connections are cut.
        using (var moment = new CancellationTokenSource(TimeSpan.FromSeconds(1)))
            await _app.StopAsync(moment.Token);
        await _app.DisposeAsync();
        Assert.True(Log.Errors.Count == 0, string.Join("\n", Log.Errors));
    }

    private async Task<Answer> SendAsync(string method, string path, HttpContent? content, string type, string[] headers, string root = NgsiLdApplicationBuilderExtensions.Root)
    {
        // The path goes out as it is written here: dot segments and doubled slashes are what some tests are about.
        var target = new Uri(Address.GetLeftPart(UriPartial.Authority) + root + path,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(method), target) { Content = content, Version = HttpVersion.Version11 };
        if (content is not null && type.Length > 0)
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        foreach (var header in headers)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            if (!request.Headers.TryAddWithoutValidation(header[..colon], header[(colon + 1)..].Trim()))
                content?.Headers.TryAddWithoutValidation(header[..colon], header[(colon + 1)..].Trim());
        }
        using var response = await _client.SendAsync(request, Cancel);
        return await Answer.OfAsync(response, Cancel);
    }
}

using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.AspNetCore;
using Waziup.Ngsi.AspNetCore.Tests;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Memory;

namespace Waziup.Ngsi.Sensors.Tests.Hosting;

/// <summary>A broker in this process over a store in memory, asked as anybody asks it.</summary>
/// <remarks>Fails the test at the end where the broker logged an error.</remarks>
sealed class SensorBroker : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ErrorLog _log;
    private readonly HttpClient _client;

    private SensorBroker(WebApplication app, ErrorLog log)
    {
        (_app, _log) = (app, log);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(address + NgsiLdApplicationBuilderExtensions.Root + "/") };
    }

    /// <summary>The broker itself, for those who stand beside it in a host.</summary>
    public ContextBroker Broker => _app.Services.GetRequiredService<ContextBroker>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<SensorBroker> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var log = new ErrorLog();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddNgsiLd(options => options.MaxPage = 1000);
        var app = builder.Build();
        Assert.IsType<MemoryStorage>(app.Services.GetRequiredService<IStorage>());
        app.UseNgsiLd();
        await app.StartAsync(Cancel);
        return new SensorBroker(app, log);
    }

    /// <summary>Asks, and insists on an answer.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await _client.GetAsync(path, Cancel);
        var body = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}\n{response.StatusCode} {body}");
        return JsonElement.Parse(body);
    }

    /// <summary>Sends a body, and insists on a success.</summary>
    public async Task<string> SendAsync(string method, string path, string json)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        using var response = await _client.SendAsync(request, Cancel);
        var body = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.NoContent, $"{method} {path}\n{json}\n{response.StatusCode} {body}");
        return body;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        Assert.True(_log.Errors.Count == 0, string.Join("\n", _log.Errors));
    }
}

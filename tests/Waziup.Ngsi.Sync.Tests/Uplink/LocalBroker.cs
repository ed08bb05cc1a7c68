using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.AspNetCore;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sync.Tests.Uplink;

/// <summary>A broker in this process, with all of its HTTP but without a network: requests are answered on the thread that sends them.</summary>
sealed class LocalBroker : HttpMessageHandler, IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly RequestDelegate _pipeline;

    private LocalBroker(ServiceProvider services, RequestDelegate pipeline) => (_services, _pipeline) = (services, pipeline);

    public ContextBroker Broker => _services.GetRequiredService<ContextBroker>();

    public IStorage Storage => Broker.Storage;

    public IAccessPolicy Policy => _services.GetRequiredService<IAccessPolicy>();

    public static async Task<LocalBroker> StartAsync(TimeProvider clock, IStorage storage, IAccessPolicy? policy = null, Action<NgsiLdOptions>? options = null)
    {
        var collection = new ServiceCollection();
        collection.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance).AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        collection.AddSingleton(clock).AddSingleton(storage).AddSingleton<IContextLoader>(new NoContexts());
        collection.AddNgsiLd(options);
        if (policy is not null)
            collection.Replace(ServiceDescriptor.Singleton(policy));
        var services = collection.BuildServiceProvider();
        var app = new ApplicationBuilder(services);
        app.UseNgsiLd();
        var broker = new LocalBroker(services, app.Build());
        await broker.Broker.StartAsync(CancellationToken.None);
        return broker;
    }

    /// <summary>Sends a request; the path stands below the root.</summary>
    public async Task<(int Status, string Body, IHeaderDictionary Headers)> AskAsync(
        string method, string path, string tenant = "", byte[]? body = null, string? encoding = null)
    {
        var http = new DefaultHttpContext { RequestServices = _services };
        using var answer = new MemoryStream();
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        var request = http.Request;
        (request.Method, request.Scheme, request.Host, request.Protocol) = (method, "http", new HostString("cloud"), "HTTP/1.1");
        var query = path.IndexOf('?', StringComparison.Ordinal);
        request.Path = PathString.FromUriComponent("/ngsi-ld/v1/" + (query < 0 ? path : path[..query]));
        request.QueryString = new QueryString(query < 0 ? "" : path[query..]);
        http.Features.Get<IHttpRequestFeature>()!.RawTarget = "/ngsi-ld/v1/" + path;
        if (tenant.Length > 0)
            request.Headers["NGSILD-Tenant"] = tenant;
        if (encoding is not null)
            request.Headers.ContentEncoding = encoding;
        if (body is not null)
        {
            request.Body = new MemoryStream(body, writable: false);
            (request.ContentType, request.ContentLength) = ("application/json", body.Length);
        }
        await _pipeline(http);
        await http.Response.BodyWriter.FlushAsync();
        return (http.Response.StatusCode, Encoding.UTF8.GetString(answer.ToArray()), http.Response.Headers);
    }

    public async Task<int> WriteAsync(string method, string path, string? body = null, string tenant = "") =>
        (await AskAsync(method, path, tenant, body is null ? null : Encoding.UTF8.GetBytes(body))).Status;

    /// <summary>Writes and insists on success.</summary>
    public async Task DoAsync(string method, string path, string? body = null, string tenant = "")
    {
        var answer = await AskAsync(method, path, tenant, body is null ? null : Encoding.UTF8.GetBytes(body));
        Assert.True(answer.Status is >= 200 and < 300 and not 207, $"{method} {path}: {answer.Status} {answer.Body}");
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await _services.DisposeAsync();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var tenant = request.Headers.TryGetValues("NGSILD-Tenant", out var names) ? names.Single() : "";
        var path = request.RequestUri!.PathAndQuery["/ngsi-ld/v1/".Length..];
        var answer = await AskAsync(request.Method.Method, path, tenant, body, request.Content?.Headers.ContentEncoding.SingleOrDefault());
        return new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = new StringContent(answer.Body) };
    }

    private sealed class NoContexts : IContextLoader
    {
        public ValueTask<LoadedContext> LoadAsync(Uri context, CancellationToken cancel) =>
            throw new JsonLdException(JsonLdErrorCode.LoadingFailed, $"{context} does not answer");
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Waziup.Server.Tests.Transport;

/// <summary>A receiver of notifications, a context source and a place of @contexts, by https: remembers who has asked for what.</summary>
sealed class SecureReceiver : IAsyncDisposable
{
    readonly WebApplication _app;

    SecureReceiver(WebApplication app) => _app = app;

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Paths, each with the subject of the certificate that was shown.</summary>
    public ConcurrentQueue<(string Path, string? Subject)> Requests { get; } = new();

    /// <param name="leaf">Its certificate.</param>
    /// <param name="authority">Who has signed it, and the certificates of clients that are good.</param>
    /// <param name="asks">Whether clients have to show one.</param>
    public static async Task<SecureReceiver> StartAsync(X509Certificate2 leaf, TestAuthority authority, bool asks)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = leaf;
            https.ServerCertificateChain = [authority.Between];
            https.ClientCertificateMode = asks ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.NoCertificate;
            https.ClientCertificateValidation = (_, chain, _) => chain!.ChainElements.Any(one => one.Certificate.Thumbprint == authority.Between.Thumbprint);
        })));
        var app = builder.Build();
        var receiver = new SecureReceiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    Task TakeAsync(HttpContext http)
    {
        Requests.Enqueue((http.Request.Path.Value!, http.Connection.ClientCertificate?.Subject));
        if (http.Request.Path.Value!.EndsWith(".jsonld", StringComparison.Ordinal))
        {
            http.Response.ContentType = "application/ld+json";
            return http.Response.WriteAsync("""{"@context":{"moisture":"http://farm.example/moisture"}}""");
        }
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(http.Request.Path.Value.EndsWith("/entities", StringComparison.Ordinal) ? $"[{ServerProcess.Entity("urn:p:there")}]" : "{}");
    }
}

using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Waziup.Server.Options;

namespace Waziup.Server.Transport;

/// <summary>Has the server listen where the operator wants it, by http and https.</summary>
internal static class Listening
{
    /// <summary>Listens on all addresses. Those with https show the server's certificate.</summary>
    public static void AddListening(this WebApplicationBuilder builder, ServerOptions options)
    {
        if (options.Addresses.Any(ListenAddress.IsHttps))
        {
            var roots = options.Transport.ClientRoots is { } file ? CertificateFile.ReadClientRoots(Path.GetFullPath(file)) : null;
            builder.Services.AddSingleton(services => new ServerCertificate(
                SourceOf(options, services.GetRequiredService<TimeProvider>()), roots, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<ServerCertificate>>()));
            builder.Services.AddHostedService(services => services.GetRequiredService<ServerCertificate>());
        }
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (var url in options.Addresses)
                kestrel.ListenOn(url);
        });
    }

    private static void ListenOn(this KestrelServerOptions kestrel, string url)
    {
        var address = BindingAddress.Parse(url);
        if (address.Host == "localhost")
            kestrel.ListenLocalhost(address.Port, Secure);
        else if (IPAddress.TryParse(address.Host, out var numeric))
            kestrel.Listen(numeric, address.Port, Secure);
        else
            kestrel.ListenAnyIP(address.Port, Secure);

        void Secure(ListenOptions listen)
        {
            if (!ListenAddress.IsHttps(url))
                return;
            var certificate = kestrel.ApplicationServices.GetRequiredService<ServerCertificate>();
            listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = connection => ValueTask.FromResult(certificate.HandshakeWith(connection.Connection)) });
        }
    }

    private static ICertificateSource SourceOf(ServerOptions options, TimeProvider clock)
    {
        var transport = options.Transport;
        if (transport.Certificate is { } file)
            return new GivenCertificate(Path.GetFullPath(file), transport.CertificateKey is { } key ? Path.GetFullPath(key) : null, transport.CertificatePassword);
        var kept = options.Store == StoreKind.Memory
            ? null : Path.Combine(Directory.CreateDirectory(Path.GetFullPath(options.Data)).FullName, "certificate.pem");
        return new OwnCertificate(kept, NamesOf(options), clock);
    }

    /// <summary>Under which names the server is asked for, as far as its options say it.</summary>
    internal static IReadOnlyList<string> NamesOf(ServerOptions options)
    {
        var hosts = options.Addresses.Where(ListenAddress.IsHttps).Select(url => BindingAddress.Parse(url).Host.Trim('[', ']'))
            .Where(host => host != "*" && !(IPAddress.TryParse(host, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))));
        if (options.Broker.Federation.Address is { } told)
            hosts = hosts.Prepend(told.IdnHost);
        return [.. hosts.Concat(["localhost", "127.0.0.1", "::1"]).Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}

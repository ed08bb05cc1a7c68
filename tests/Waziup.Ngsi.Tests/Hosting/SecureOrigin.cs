using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Waziup.Ngsi.Tests.Hosting;

/// <summary>A small https server on this machine that asks for a certificate, takes any or none, and answers every connection once.</summary>
internal sealed class SecureOrigin : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private SecureOrigin(SslStreamCertificateContext shown)
    {
        _listener.Start();
        _running = RunAsync(shown);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Address => new($"https://127.0.0.1:{Port}/");

    /// <summary>The subjects of who has sent a request; empty for who has shown nothing.</summary>
    public ConcurrentQueue<string> Callers { get; } = new();

    public static SecureOrigin Start(X509Certificate2 leaf, params X509Certificate2[] chain) => new(SslStreamCertificateContext.Create(leaf, [.. chain], offline: true));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(SslStreamCertificateContext shown)
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = shown,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = static (_, _, _, errors) => errors != (SslPolicyErrors)(-1),
        };
        while (true)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(options, _stop.Token);
                if (await stream.ReadAsync(new byte[8192], _stop.Token) == 0)
                    continue;
                Callers.Enqueue(stream.RemoteCertificate?.Subject ?? "");
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{\"@context\":{}}"u8.ToArray(), _stop.Token);
            }
            catch (Exception refused) when (refused is IOException or AuthenticationException)
            {
                // The client did not like what it was shown.
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}

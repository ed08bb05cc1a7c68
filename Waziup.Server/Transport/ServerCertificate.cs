using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Waziup.Ngsi.AspNetCore.Identity;

namespace Waziup.Server.Transport;

/// <summary>What is shown to who connects by https, and what he is asked for; another one as soon as its source has it.</summary>
internal sealed partial class ServerCertificate : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ICertificateSource _source;
    private readonly X509Certificate2Collection? _roots;
    private readonly ClientCertificates? _clients;
    private readonly TimeProvider _clock;
    private readonly ILogger<ServerCertificate> _log;
    private volatile SslServerAuthenticationOptions _handshake;
    private Identification _current;
    private string? _fault;

    /// <param name="source">Where it comes from.</param>
    /// <param name="roots">Who vouches for the certificates of callers; null: they are asked for none.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="log">Where it is told.</param>
    /// <exception cref="InvalidDataException">There is none that can be used.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public ServerCertificate(ICertificateSource source, X509Certificate2Collection? roots, TimeProvider clock, ILogger<ServerCertificate> log)
    {
        (_source, _roots, _clock, _log) = (source, roots, clock, log);
        _clients = roots is null ? null : new ClientCertificates(roots);
        _current = source.Next()!;
        _handshake = HandshakeOf(_current.ToContext(roots));
    }

    /// <summary>How hands are shaken with who connects now.</summary>
    public SslServerAuthenticationOptions HandshakeWith(ConnectionContext connection)
    {
        if (_clients is null)
            return _handshake;
        var own = HandshakeOf(_handshake.ServerCertificateContext!);
        _clients.Ask(own, connection.Features);
        return own;
    }

    /// <summary>Tells which it is.</summary>
    public void Tell()
    {
        Shows(_log, _source.Origin, _current.Fingerprint, _current.End);
        if (_current.End <= _clock.GetUtcNow())
            HasEnded(_log, _source.Origin);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends.
        }
    }

    private void Look()
    {
        try
        {
            var next = _source.Next();
            _fault = null;
            if (next is null)
                return;
            _handshake = HandshakeOf(next.ToContext(_roots));
            _current = next;
            Tell();
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // Once, and not each time that nothing has changed.
            if (_fault != broken.Message)
                Stays(_log, _fault = broken.Message, _current.End);
        }
    }

    private static SslServerAuthenticationOptions HandshakeOf(SslStreamCertificateContext shown) => new()
    {
        ServerCertificateContext = shown,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        AllowRenegotiation = false,
    };

    [LoggerMessage(LogLevel.Information, "Certificate: {Origin}; SHA-256 {Fingerprint}; until {End:yyyy-MM-dd}")]
    private static partial void Shows(ILogger log, string origin, string fingerprint, DateTimeOffset end);

    [LoggerMessage(LogLevel.Warning, "The certificate has ended: {Origin}")]
    private static partial void HasEnded(ILogger log, string origin);

    [LoggerMessage(LogLevel.Warning, "A new certificate was not taken: {Fault}. The one before stays, until {End:yyyy-MM-dd}")]
    private static partial void Stays(ILogger log, string fault, DateTimeOffset end);
}

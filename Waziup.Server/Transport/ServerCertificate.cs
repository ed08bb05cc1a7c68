using System.Net.Security;
using System.Security.Authentication;

namespace Waziup.Server.Transport;

/// <summary>What is shown to who connects by https; another one as soon as its source has it.</summary>
internal sealed partial class ServerCertificate : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ICertificateSource _source;
    private readonly TimeProvider _clock;
    private readonly ILogger<ServerCertificate> _log;
    private volatile SslServerAuthenticationOptions _handshake;
    private Identification _current;
    private string? _fault;

    /// <exception cref="InvalidDataException">There is none that can be used.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public ServerCertificate(ICertificateSource source, TimeProvider clock, ILogger<ServerCertificate> log)
    {
        (_source, _clock, _log) = (source, clock, log);
        _current = source.Next()!;
        _handshake = HandshakeOf(_current);
    }

    /// <summary>How hands are shaken with it, from now on.</summary>
    public SslServerAuthenticationOptions Handshake => _handshake;

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
            _handshake = HandshakeOf(next);
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

    private static SslServerAuthenticationOptions HandshakeOf(Identification one) => new()
    {
        ServerCertificateContext = one.ToContext(),
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

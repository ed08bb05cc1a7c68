using Waziup.Ngsi.Broker;
using Waziup.Server.Options;

namespace Waziup.Server.Transport;

/// <summary>Whom the server believes when it calls others, and what it shows them.</summary>
internal static partial class Outgoing
{
    /// <exception cref="InvalidDataException">A file holds something else than certificates.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static void Configure(this TransportOptions transport, EgressOptions egress)
    {
        foreach (var file in transport.TrustedRoots)
            egress.Roots.AddRange(CertificateFile.ReadRoots(Path.GetFullPath(file)));
        if (transport.ClientCertificate is not { } shown)
            return;
        var path = Path.GetFullPath(shown);
        egress.ClientCertificate = CertificateFile.Read(path, File.ReadAllBytes(path), null, transport.ClientCertificatePassword).ToContext();
    }

    /// <summary>Tells what is shown, and to whom.</summary>
    public static void Tell(ILogger log, NgsiLdOptions broker)
    {
        if (broker.Egress.ClientCertificate?.TargetCertificate is { } shown)
            Shows(log, shown.Subject, shown.NotAfter.ToUniversalTime(), string.Join(", ", broker.Federation.TrustedOrigins));
    }

    [LoggerMessage(LogLevel.Information, "Client certificate: {Subject}, until {End:yyyy-MM-dd}, shown to {Origins}")]
    private static partial void Shows(ILogger log, string subject, DateTime end, string origins);
}

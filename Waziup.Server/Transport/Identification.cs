using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Waziup.Server.Transport;

/// <summary>A certificate with its private key, and those that link it to a root.</summary>
/// <param name="Leaf">The certificate.</param>
/// <param name="Chain">The others.</param>
internal sealed record Identification(X509Certificate2 Leaf, X509Certificate2Collection Chain)
{
    /// <summary>Its SHA-256, as <c>openssl x509 -fingerprint -sha256</c> writes it.</summary>
    public string Fingerprint => string.Join(':', Leaf.GetCertHash(HashAlgorithmName.SHA256).Select(one => one.ToString("X2", System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>When it ends.</summary>
    public DateTimeOffset End => new(Leaf.NotAfter.ToUniversalTime(), TimeSpan.Zero);

    /// <summary>What a handshake shows. Nothing is fetched from addresses that stand in a certificate.</summary>
    /// <param name="asked">The roots whose certificates the other side is asked for, by their names where the system can; null where it is not asked.</param>
    /// <exception cref="InvalidDataException">It is of a kind that shakes no hands.</exception>
    public SslStreamCertificateContext ToContext(X509Certificate2Collection? asked = null)
    {
        try
        {
            // Who has several certificates, or a person in front of it, chooses by the names: a browser asks nobody where none fits.
            var names = asked is not null && OperatingSystem.IsLinux() ? SslCertificateTrust.CreateForX509Collection(asked, sendTrustInHandshake: true) : null;
            return SslStreamCertificateContext.Create(Leaf, Chain, offline: true, names);
        }
        catch (Exception unusable) when (unusable is CryptographicException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"the certificate {Leaf.Subject} cannot be used for TLS", unusable);
        }
    }
}

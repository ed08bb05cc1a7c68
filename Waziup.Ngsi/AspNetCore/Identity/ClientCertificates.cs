using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.Features;
using Waziup.Ngsi.Hosting;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.AspNetCore.Identity;

/// <summary>Has handshakes ask for a certificate, which nobody has to show, and judges what is shown. A key that names it says who it is.</summary>
/// <param name="roots">Who vouches for certificates, and nobody else does.</param>
/// <remarks>
/// What is shown and is not good ends no handshake, unless its signature is a false one: <see cref="AccessExtensions.UseIdentity"/> refuses each request behind it, so that who sends it is told,
/// and it is taken down and counted like a wrong key. Thread-safe.
/// </remarks>
public sealed class ClientCertificates(X509Certificate2Collection roots)
{
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    /// <summary>Has a handshake ask.</summary>
    /// <param name="handshake">That of one connection alone.</param>
    /// <param name="connection">The features of the connection, which its requests see.</param>
    public void Ask(SslServerAuthenticationOptions handshake, IFeatureCollection connection)
    {
        ArgumentNullException.ThrowIfNull(handshake);
        ArgumentNullException.ThrowIfNull(connection);
        handshake.ClientCertificateRequired = true;
        handshake.CertificateChainPolicy = ChainPolicies.Believing(roots, ClientAuthentication);
        // Who comes again by a ticket shows no chain.
        handshake.AllowTlsResume = false;
        handshake.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            if (certificate is X509Certificate2 leaf)
                connection.Set(Judge(leaf, chain, errors));
            return certificate is null or X509Certificate2;
        };
    }

    private static ShownCertificate Judge(X509Certificate2 leaf, X509Chain? chain, SslPolicyErrors errors)
    {
        var ends = chain is null ? [] : chain.ChainElements.Select(one => one.Certificate.NotAfter.ToUniversalTime());
        var until = new DateTimeOffset(ends.Append(leaf.NotAfter.ToUniversalTime()).Min(), TimeSpan.Zero);
        return new ShownCertificate(Convert.ToHexStringLower(leaf.GetCertHash(HashAlgorithmName.SHA256)), Instant.Of(until), FaultOf(leaf, chain, errors));
    }

    private static string? FaultOf(X509Certificate2 leaf, X509Chain? chain, SslPolicyErrors errors)
    {
        if (chain is null || errors != SslPolicyErrors.None)
            return chain?.ChainStatus is { Length: > 0 } faults ? string.Join(", ", faults.Select(fault => fault.Status)) : errors.ToString();
        // One that says of no use is good for any to the chain: also those of servers, which others see.
        return leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(uses => uses.EnhancedKeyUsages.OfType<Oid>().Any(use => use.Value == ClientAuthentication.Value))
            ? null : "it does not say that it is for clients";
    }
}

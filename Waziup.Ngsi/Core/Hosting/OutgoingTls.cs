using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Waziup.Ngsi.Hosting;

/// <summary>Whom the broker believes that it calls, over HTTP and MQTT.</summary>
/// <param name="roots">What is trusted besides the roots of the system.</param>
internal sealed class OutgoingTls(X509Certificate2Collection roots)
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>How hands are shaken.</summary>
    /// <param name="shown">What the other side is shown where it asks; null for nothing.</param>
    public SslClientAuthenticationOptions Options(SslStreamCertificateContext? shown = null) => new()
    {
        CertificateChainPolicy = ChainPolicies.Offline(),
        RemoteCertificateValidationCallback = roots.Count > 0 ? Accepts : null,
        ClientCertificateContext = shown,
    };

    private bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        // Another's name is another's, whoever has signed it.
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 leaf || chain is null)
            return false;
        using var own = new X509Chain { ChainPolicy = ChainPolicies.Believing(roots, ServerAuthentication) };
        own.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        return own.Build(leaf);
    }
}

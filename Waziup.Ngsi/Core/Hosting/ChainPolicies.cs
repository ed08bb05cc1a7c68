using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Waziup.Ngsi.Hosting;

/// <summary>By what certificates of others are judged: what was shown and what is trusted here, and nothing that would have to be asked for.</summary>
internal static class ChainPolicies
{
    // What is missing of a chain is not fetched: whoever wrote the certificate would choose whom the broker calls.
    public static X509ChainPolicy Offline() => new() { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };

    /// <summary>Believes some roots alone, and certificates for one use alone.</summary>
    public static X509ChainPolicy Believing(X509Certificate2Collection roots, Oid use)
    {
        var policy = Offline();
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(roots);
        policy.ApplicationPolicy.Add(use);
        return policy;
    }
}

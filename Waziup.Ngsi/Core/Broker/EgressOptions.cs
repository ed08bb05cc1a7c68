using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Waziup.Ngsi.Broker;

/// <summary>Whom the broker may call when a client names an address (contexts, endpoints, sources), whom it believes, and what it shows.</summary>
public sealed class EgressOptions
{
    /// <summary>Whether only public unicast addresses may be called.</summary>
    /// <value>Default true. A host that only its own machine can reach may set it to false.</value>
    public bool OnlyPublic { get; set; } = true;

    /// <summary>Exceptions, as <c>host:port</c>.</summary>
    public ISet<string> Allowed { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Roots, or single certificates of servers, that are trusted besides the roots of the system. Read when the broker starts.</summary>
    /// <value>Default empty.</value>
    public X509Certificate2Collection Roots { get; } = [];

    /// <summary>
    /// The certificate with its key that context sources and receivers of notifications are shown over https where they ask for one. Only those see it whose
    /// origin is in <see cref="Waziup.Ngsi.Federation.FederationOptions.TrustedOrigins"/>. Read when the broker starts.
    /// </summary>
    /// <value>Default null: none.</value>
    public SslStreamCertificateContext? ClientCertificate { get; set; }
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Waziup.Server.Tests.Transport;

/// <summary>A root of the tests' own and an authority below it, which signs certificates of servers and clients.</summary>
sealed class TestAuthority : IDisposable
{
    static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1);

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = Request("CN=Root of a test", key);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Root = root.CreateSelfSigned(From, From.AddDays(40));
        using var below = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var between = Request("CN=Authority of a test", below);
        between.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var signed = between.Create(Root, From, From.AddDays(30), [1]);
        Between = signed.CopyWithPrivateKey(below);
    }

    /// <summary>Says that a certificate is for clients.</summary>
    public static X509Extension ForClients => new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false);

    /// <summary>Says that a certificate is for servers.</summary>
    public static X509Extension ForServers => new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false);

    public X509Certificate2 Root { get; }

    public X509Certificate2 Between { get; }

    /// <summary>A certificate for localhost with its key.</summary>
    /// <param name="days">For how many days from yesterday.</param>
    /// <param name="more">What else it says.</param>
    public X509Certificate2 Issue(int days = 20, params X509Extension[] more) => Issue(From.AddDays(days), more);

    /// <summary>A certificate that says that it is for clients.</summary>
    /// <param name="until">When it ends; null: in some days.</param>
    /// <param name="more">What else it says.</param>
    public X509Certificate2 IssueForClient(DateTimeOffset? until = null, params X509Extension[] more) => Issue(until ?? From.AddDays(20), [ForClients, .. more]);

    X509Certificate2 Issue(DateTimeOffset until, X509Extension[] more)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request("CN=localhost", key);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        foreach (var one in more)
            request.CertificateExtensions.Add(one);
        using var signed = request.Create(Between, From, until, RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>The certificate, its chain, and its key.</summary>
    public string Pem(X509Certificate2 leaf) => $"{Chain(leaf)}{Key(leaf)}\n";

    public string Chain(X509Certificate2 leaf) => $"{leaf.ExportCertificatePem()}\n{Between.ExportCertificatePem()}\n";

    public static string Key(X509Certificate2 leaf) => leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();

    public void Dispose()
    {
        Root.Dispose();
        Between.Dispose();
    }

    static CertificateRequest Request(string name, ECDsa key) => new(name, key, HashAlgorithmName.SHA256);
}

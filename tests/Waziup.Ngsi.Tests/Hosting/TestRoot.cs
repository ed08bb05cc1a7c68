using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Waziup.Ngsi.Tests.Hosting;

/// <summary>A root of the tests' own.</summary>
internal sealed class TestRoot : IDisposable
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-10);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestRoot()
    {
        var request = new CertificateRequest("CN=Root of a test", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Certificate = request.CreateSelfSigned(From, From.AddDays(40));
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>A certificate with its key.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="days">For how many days from ten days ago.</param>
    /// <param name="more">What else it says.</param>
    public X509Certificate2 Issue(string name = "127.0.0.1", int days = 30, params X509Extension[] more)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        foreach (var one in more)
            request.CertificateExtensions.Add(one);
        using var signed = request.Create(Certificate, From, From.AddDays(days), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }
}

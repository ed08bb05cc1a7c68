using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Waziup.Server.Transport;

/// <summary>A certificate that the server makes and signs itself, and makes again before it ends.</summary>
/// <param name="file">Where it is kept with its key, for its owner alone; null: nowhere.</param>
/// <param name="names">Names and addresses that it has to have.</param>
/// <param name="clock">The clock.</param>
internal sealed class OwnCertificate(string? file, IReadOnlyList<string> names, TimeProvider clock) : ICertificateSource
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan Early = TimeSpan.FromDays(30);

    // Clocks of others may be late.
    private static readonly TimeSpan Before = TimeSpan.FromHours(1);

    private DateTimeOffset _end;

    public string Origin => file is null ? "made by this server for as long as it runs" : $"made by this server, kept in {file}";

    public Identification? Next()
    {
        if (_end - clock.GetUtcNow() >= Early)
            return null;
        var one = (_end == default ? Kept() : null) ?? Make();
        _end = one.End;
        return one;
    }

    private Identification? Kept()
    {
        if (file is null || !File.Exists(file))
            return null;
        Identification one;
        try
        {
            one = CertificateFile.Read(file, File.ReadAllBytes(file), null, null);
        }
        catch (InvalidDataException broken)
        {
            throw new InvalidDataException($"{broken.Message}; without the file a new one is made", broken);
        }
        return one.End - clock.GetUtcNow() >= Early && names.All(name => one.Leaf.MatchesHostname(name)) ? one : null;
    }

    private Identification Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(Names());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = clock.GetUtcNow();
        using var made = request.CreateSelfSigned(now - Before, now + Lifetime);
        var pem = System.Text.Encoding.ASCII.GetBytes($"{made.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        if (file is not null)
            Keep(file, pem);
        return CertificateFile.Read(file ?? "the certificate", pem, null, null);
    }

    private X509Extension Names()
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names.Append(Environment.MachineName).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (IPAddress.TryParse(name, out var address))
                builder.AddIpAddress(address);
            else if (Uri.CheckHostName(name) == UriHostNameType.Dns)
                builder.AddDnsName(name);
        }
        return builder.Build();
    }

    private static void Keep(string file, byte[] pem)
    {
        var beside = file + ".new";
        File.Delete(beside);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(beside, options))
        {
            stream.Write(pem);
            stream.Flush(flushToDisk: true);
        }
        File.Move(beside, file, overwrite: true);
    }
}

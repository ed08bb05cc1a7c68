using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Waziup.Server.Transport;

/// <summary>Reads certificates: PEM, where the own one comes first and its chain behind it, or PKCS#12.</summary>
internal static class CertificateFile
{
    /// <param name="path">Where the certificate is, for messages.</param>
    /// <param name="content">What stands there.</param>
    /// <param name="key">The PEM of the key, where that is elsewhere; null: in <paramref name="content"/>.</param>
    /// <param name="password">What opens it; null for nothing.</param>
    /// <exception cref="InvalidDataException">It holds no certificate, or none with its key; the message says which file and never what is in it.</exception>
    public static Identification Read(string path, byte[] content, byte[]? key, string? password)
    {
        try
        {
            return Pem(content) is { } pem ? ReadPem(path, pem, key is null ? pem : Pem(key) ?? "", password) : ReadPkcs12(path, content, password);
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"{path} cannot be used: {Reason(broken, password)}", broken);
        }
    }

    /// <summary>Certificates alone, as roots are.</summary>
    /// <exception cref="InvalidDataException">The file holds none.</exception>
    public static X509Certificate2Collection ReadRoots(string path)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPem(Pem(File.ReadAllBytes(path)));
        }
        catch (CryptographicException broken)
        {
            throw new InvalidDataException($"{path} cannot be used: a certificate in it is broken", broken);
        }
        return roots.Count > 0 ? roots : throw new InvalidDataException($"{path} holds no certificate in PEM");
    }

    /// <summary>Roots of callers' certificates, which sign themselves.</summary>
    /// <exception cref="InvalidDataException">The file holds none.</exception>
    public static X509Certificate2Collection ReadClientRoots(string path)
    {
        var roots = ReadRoots(path);
        return roots.Any(one => one.SubjectName.RawData.AsSpan().SequenceEqual(one.IssuerName.RawData))
            ? roots : throw new InvalidDataException($"{path} holds no root: none of its certificates is signed by itself");
    }

    private static string? Pem(byte[] content) => content.AsSpan().IndexOf("-----BEGIN "u8) >= 0 ? Encoding.UTF8.GetString(content) : null;

    private static Identification ReadPem(string path, string pem, string key, string? password)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(pem);
        if (all.Count == 0)
            throw new InvalidDataException($"{path} holds no certificate");
        if (!key.Contains(" PRIVATE KEY-----", StringComparison.Ordinal))
            throw new InvalidDataException($"{path} has no private key beside it");
        var isLocked = key.Contains("-----BEGIN ENCRYPTED ", StringComparison.Ordinal);
        var leaf = isLocked ? X509Certificate2.CreateFromEncryptedPem(pem, key, password) : X509Certificate2.CreateFromPem(pem, key);
        all[0].Dispose();
        all.RemoveAt(0);
        return new Identification(Usable(leaf), all);
    }

    private static Identification ReadPkcs12(string path, byte[] content, string? password)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(content, password, X509KeyStorageFlags.DefaultKeySet);
        var leaf = all.FirstOrDefault(one => one.HasPrivateKey) ?? throw new InvalidDataException($"{path} holds no certificate with its private key");
        all.Remove(leaf);
        return new Identification(leaf, all);
    }

    // Windows does not shake hands with a key that lives in memory alone.
    private static X509Certificate2 Usable(X509Certificate2 leaf) =>
        OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.DefaultKeySet) : leaf;

    private static string Reason(Exception broken, string? password) => broken switch
    {
        ArgumentException => "the private key is not that of the certificate",
        _ => $"it is damaged, or its key is not its own, or {(password is null ? "it needs a password" : "the password is wrong")}",
    };
}

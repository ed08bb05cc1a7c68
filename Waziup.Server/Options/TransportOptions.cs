namespace Waziup.Server.Options;

/// <summary>How the server is reached and what it shows others: its certificate.</summary>
internal sealed class TransportOptions
{
    /// <summary>The certificate with its chain, PEM or PKCS#12; null: the server makes one.</summary>
    public string? Certificate { get; set; }

    /// <summary>Its key, where that is not in the same file.</summary>
    public string? CertificateKey { get; set; }

    /// <summary>What opens the file with the key.</summary>
    public string? CertificatePassword { get; set; }
}

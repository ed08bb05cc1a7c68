namespace Waziup.Server.Options;

/// <summary>How the server is reached and what it shows others: certificates, who may ask and how often.</summary>
internal sealed class TransportOptions
{
    /// <summary>The certificate with its chain, PEM or PKCS#12; null: the server makes one.</summary>
    public string? Certificate { get; set; }

    /// <summary>Its key, where that is not in the same file.</summary>
    public string? CertificateKey { get; set; }

    /// <summary>What opens the file with the key.</summary>
    public string? CertificatePassword { get; set; }

    /// <summary>The certificate with its key that others are shown; null for none.</summary>
    public string? ClientCertificate { get; set; }

    /// <summary>What opens its file.</summary>
    public string? ClientCertificatePassword { get; set; }

    /// <summary>Files of roots that are trusted besides those of the system.</summary>
    public List<string> TrustedRoots { get; } = [];

    /// <summary>The file of the roots of callers' certificates; null: callers are not asked for any.</summary>
    public string? ClientRoots { get; set; }

    /// <summary>Whose pages may ask.</summary>
    public List<string> Origins { get; } = [];

    /// <summary>How many requests a second a caller may send; null for any number.</summary>
    public int? CallerRequests { get; set; }

    /// <summary>How often an address may show in a minute what does not let anybody in; 0 for any number.</summary>
    public int MaxFailures { get; set; } = 30;
}

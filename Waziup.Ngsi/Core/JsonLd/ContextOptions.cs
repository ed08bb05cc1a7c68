namespace Waziup.Ngsi.JsonLd;

/// <summary>Bounds on what a client can make the broker fetch and keep by naming contexts.</summary>
public sealed class ContextOptions
{
    /// <summary>The largest document, and the largest context within a request.</summary>
    /// <value>Default 1 MiB.</value>
    public int MaxDocumentBytes { get; set; } = 1024 * 1024;

    /// <summary>How many redirects and links to an alternate are followed for one document.</summary>
    /// <value>Default 5.</value>
    public int MaxRedirects { get; set; } = 5;

    /// <summary>How deeply documents may include documents.</summary>
    /// <value>Default 16.</value>
    public int MaxDepth { get; set; } = 16;

    /// <summary>How many documents one context may include, counting repetitions.</summary>
    /// <value>Default 32.</value>
    public int MaxDocuments { get; set; } = 32;

    /// <summary>How many terms one context may define, all its documents together.</summary>
    /// <value>Default 50,000.</value>
    public int MaxTerms { get; set; } = 50_000;

    /// <summary>How long fetching one document may take, redirects included.</summary>
    /// <value>Default 5 s.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a document is kept when its origin does not say.</summary>
    /// <value>Default 1 day.</value>
    public TimeSpan DefaultLifetime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long an expired document goes on being used, after fetching it anew has failed, until that is tried again.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan StaleRetry { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many fetched documents are kept.</summary>
    /// <value>Default 200.</value>
    public int CachedDocuments { get; set; } = 200;

    /// <summary>How many bytes of fetched documents are kept.</summary>
    /// <value>Default 32 MiB.</value>
    public long CachedDocumentBytes { get; set; } = 32L * 1024 * 1024;

    /// <summary>How many contexts are kept ready for use.</summary>
    /// <value>Default 500.</value>
    public int CachedContexts { get; set; } = 500;

    /// <summary>How much memory the contexts that are kept ready may take, estimated.</summary>
    /// <value>Default 64 MiB.</value>
    public long CachedContextBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>How many names are remembered with what they expand to, and how many with what they compact to, all contexts
    /// together.</summary>
    /// <value>Default 16,384: some 5 MB with usual names, 60 MB at worst.</value>
    public int CachedNames { get; set; } = 16_384;

    /// <summary>Documents that are read from a file instead of being fetched, for sites without Internet.</summary>
    /// <value>URL → path; empty by default. A file is read at the first use of its URL.</value>
    public IDictionary<string, string> Preloaded { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

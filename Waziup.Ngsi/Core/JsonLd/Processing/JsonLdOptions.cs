namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>What a caller of <see cref="JsonLdProcessor" /> wants, and the bounds of a call.</summary>
public sealed class JsonLdOptions
{
    // Documents are walked by recursion, and a level takes some hundred bytes of the stack several times.
    private const int DeepestNesting = 500;

    /// <summary>The URL of the document: relative references in it, those to contexts among them, are relative to it.</summary>
    /// <value>An absolute IRI. Default null: the document has no URL, and a relative reference to a context is an error.</value>
    public string? DocumentUrl { get; init; }

    /// <summary>What relative references are resolved against instead of <see cref="DocumentUrl" />.</summary>
    /// <value>An absolute IRI. Default null.</value>
    public string? Base { get; init; }

    /// <summary>A context that is in force before those of the document, as UTF-8 JSON; an object with an <c>@context</c> stands for the
    /// value of that.</summary>
    /// <value>Default empty: none.</value>
    public ReadOnlyMemory<byte> ExpandContext { get; init; }

    /// <summary>Whether compaction writes a single value without an array around it.</summary>
    /// <value>Default true.</value>
    public bool CompactArrays { get; init; } = true;

    /// <summary>Whether compaction writes the ids of nodes relative to <see cref="DocumentUrl" />.</summary>
    /// <value>Default true. <see cref="Base" />, if set, is always used.</value>
    public bool CompactToRelative { get; init; } = true;

    /// <summary>Whether members come out in the order of their names, and not in that of the input.</summary>
    /// <value>Default false.</value>
    public bool Ordered { get; init; }

    /// <summary>The version of JSON-LD whose rules are kept.</summary>
    /// <value>Default <see cref="ProcessingMode.JsonLd11" />.</value>
    public ProcessingMode Mode { get; init; }

    /// <summary>The largest document, or item of the outermost array of one that comes as a stream.</summary>
    /// <value>Default 64 MiB.</value>
    public int MaxDocumentBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How deep arrays and objects may lie in each other.</summary>
    /// <value>Between 1 and 500; default 128.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is not in this range.</exception>
    public int MaxNesting
    {
        get;
        init => field = value is >= 1 and <= DeepestNesting ? value : throw new ArgumentOutOfRangeException(nameof(value), value, null);
    } = 128;

    /// <summary>How much text a document may have with all that is made of it: short names can stand for long IRIs.</summary>
    /// <value>Default 256 MiB.</value>
    public long MaxExpandedBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>How many term definitions all contexts of a call may have that are not known yet, repetitions included.</summary>
    /// <value>Default 1,000,000. Copying sixteen terms into another context counts as one.</value>
    public int MaxDefinitions { get; init; } = 1_000_000;
}

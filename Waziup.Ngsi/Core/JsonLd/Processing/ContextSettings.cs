using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>What a context says besides its terms.</summary>
internal sealed record ContextSettings(ProcessingMode Mode)
{
    /// <summary>What relative IRIs are resolved against; null: they stay relative.</summary>
    public Utf8Slice Base { get; init; }

    /// <summary>The base before any context changed it.</summary>
    public Utf8Slice OriginalBase { get; init; }

    /// <summary>What names without a definition are relative to; null: they mean nothing.</summary>
    public Utf8Slice Vocabulary { get; init; }

    public Utf8Slice Language { get; init; }

    public Utf8Slice Direction { get; init; }

    /// <summary>What holds again in the next node, when this context does not propagate.</summary>
    public FullContext? Previous { get; init; }

    /// <summary>Whether a term may have a context of its own: where none has, types need not be looked at.</summary>
    public bool HasScopedTerms { get; init; }
}

using System.Runtime.InteropServices;

namespace Waziup.Ngsi.JsonLd;

/// <summary>A document as a context used it.</summary>
/// <param name="Url">As it was named.</param>
/// <param name="Content">Its content at that time.</param>
/// <param name="Cached">The entry of the cache, null for a context that this broker hosts.</param>
internal sealed record UsedDocument(string Url, ReadOnlyMemory<byte> Content, ContextDocument? Cached)
{
    public bool IsCore => Cached is { IsCore: true };

    /// <summary>Whether the cache still has what was used.</summary>
    public bool IsCurrent(DateTimeOffset now) =>
        IsCore || (Cached is not null && MemoryMarshal.TryGetArray(Content, out var array) && Cached.IsCurrent(array.Array!, now));
}

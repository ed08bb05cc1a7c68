namespace Waziup.Ngsi.JsonLd;

/// <summary>The contexts that this broker serves itself. They are never fetched.</summary>
public interface IHostedContexts
{
    /// <summary>Finds a hosted context.</summary>
    /// <param name="owner">The tenant that asks; empty for the default tenant.</param>
    /// <param name="url">The URL as a client named it.</param>
    /// <param name="document">The document, an object with <c>@context</c>, as UTF-8 JSON. As long as it does not change, the same memory
    /// should be returned: what was made of it is then used again.</param>
    /// <returns>Whether this broker hosts the URL for that tenant.</returns>
    /// <remarks>Called on the request path, at least once for each use of any context that names a URL, so it must be fast and
    /// thread-safe.</remarks>
    bool TryGet(string owner, string url, out ReadOnlyMemory<byte> document);

    /// <summary>Told once for each request that uses a hosted context, for whoever counts hits. Does nothing unless implemented.</summary>
    /// <param name="owner">The tenant that uses it.</param>
    /// <param name="url">The URL as the client named it.</param>
    void Used(string owner, string url)
    {
    }
}

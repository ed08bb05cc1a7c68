namespace Waziup.Ngsi.JsonLd;

/// <summary>URLs of context documents.</summary>
internal static class ContextUrl
{
    private const int Longest = 4096;

    /// <summary>The absolute URL that a reference names, exactly as written if it is one: it is the key under which the document is
    /// known.</summary>
    /// <param name="reference">What stands in the context.</param>
    /// <param name="baseUrl">The document in which it stands; null in a request, where a path names what this host
    /// serves itself.</param>
    /// <exception cref="JsonLdException">It is no URL, or neither http nor https.</exception>
    public static string Read(string reference, Uri? baseUrl)
    {
        if (reference.Length <= Longest)
        {
            if (IsHttp(reference) && Uri.TryCreate(reference, UriKind.Absolute, out _))
                return reference;

            if (baseUrl is null && reference.StartsWith('/'))
                return reference;

            if (baseUrl is not null && Uri.TryCreate(baseUrl, reference, out var resolved) && IsHttp(resolved.AbsoluteUri))
                return resolved.AbsoluteUri;
        }

        var shown = reference.Length <= 200 ? reference : reference[..200];
        throw new JsonLdException(JsonLdErrorCode.InvalidContext, $"\"{shown}\" is not an absolute http or https URL of a context.");
    }

    public static bool IsHttp(string text) =>
        text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
}

namespace Waziup.Ngsi.JsonLd;

/// <summary>The Link header that names a @context (6.3.5, JSON-LD 1.1 section 6.1).</summary>
internal static class ContextLink
{
    public const string Relation = "http://www.w3.org/ns/json-ld#context";

    /// <summary>Its value: tells the reader of plain JSON which @context its names are in.</summary>
    public static string Of(string url) => $"<{Ascii(url)}>; rel=\"{Relation}\"; type=\"application/ld+json\"";

    /// <summary>The URL of the @context that Link headers name; null where none does. Links of other relations do not matter.</summary>
    /// <param name="headers">Their values.</param>
    /// <param name="differ">Whether two links name different ones; then the first counts.</param>
    public static string? UrlIn(IReadOnlyList<string?> headers, out bool differ)
    {
        differ = false;
        string? found = null;
        foreach (var header in headers)
        {
            var links = new LinkReader(header);
            while (links.Next())
            {
                if (!links.HasRel(Relation))
                    continue;
                differ |= found is not null && !links.Target.SequenceEqual(found);
                found ??= links.Target.ToString();
            }
        }
        return found;
    }

    /// <summary>A header holds visible ASCII only: what else a URL has goes out percent-encoded.</summary>
    private static string Ascii(string url) =>
        url.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 ? url : string.Concat(url.EnumerateRunes().Select(
            static rune => rune.Value is >= '!' and <= '~' ? rune.ToString() : Uri.EscapeDataString(rune.ToString())));
}

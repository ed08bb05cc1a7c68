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
            var rest = header.AsSpan();
            while (Next(ref rest, out var url, out var isContext))
            {
                if (!isContext)
                    continue;
                differ |= found is not null && !url.SequenceEqual(found);
                found ??= url.ToString();
            }
        }
        return found;
    }

    /// <summary>Reads one link; a link ends at a comma outside of quotes and brackets.</summary>
    private static bool Next(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> url, out bool isContext)
    {
        url = default;
        isContext = false;
        var open = rest.IndexOf('<');
        var close = rest.IndexOf('>');
        if (open < 0 || close < open)
            return false;
        url = rest[(open + 1)..close].Trim();
        rest = rest[(close + 1)..];
        var end = 0;
        for (var quoted = false; end < rest.Length && (quoted || rest[end] != ','); end++)
            quoted ^= rest[end] == '"';
        var parameters = rest[..end];
        rest = end < rest.Length ? rest[(end + 1)..] : default;
        foreach (var range in parameters.Split(';'))
        {
            var parameter = parameters[range].Trim();
            if (!parameter.StartsWith("rel", StringComparison.OrdinalIgnoreCase) || parameter[3..].TrimStart() is not ['=', .. var value])
                continue;
            foreach (var relation in value.Trim().Trim('"').Split(' '))
                isContext |= value.Trim().Trim('"')[relation].SequenceEqual(Relation);
        }
        return true;
    }

    /// <summary>A header holds visible ASCII only: what else a URL has goes out percent-encoded.</summary>
    private static string Ascii(string url) =>
        url.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 ? url : string.Concat(url.EnumerateRunes().Select(
            static rune => rune.Value is >= '!' and <= '~' ? rune.ToString() : Uri.EscapeDataString(rune.ToString())));
}

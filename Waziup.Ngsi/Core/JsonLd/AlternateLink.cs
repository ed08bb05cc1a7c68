namespace Waziup.Ngsi.JsonLd;

/// <summary>Finds, in Link headers (RFC 8288), where the JSON-LD form of a page is: some vocabularies answer with HTML and name their
/// context there.</summary>
internal static class AlternateLink
{
    public static string? Find(IEnumerable<string> headers)
    {
        foreach (var header in headers)
        {
            if (Find(header) is { } target)
                return target;
        }

        return null;
    }

    private static string? Find(ReadOnlySpan<char> header)
    {
        while (header.IndexOf('<') is >= 0 and var open && header[open..].IndexOf('>') is > 0 and var length)
        {
            var target = header.Slice(open + 1, length - 1);
            header = header[(open + length + 1)..];
            var parameters = Next(ref header, ',');
            if (Has(parameters, "rel", "alternate") && Has(parameters, "type", "application/ld+json"))
                return target.Trim().ToString();
        }

        return null;
    }

    /// <summary>Takes the text up to a separator, those within quotes left out.</summary>
    private static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> text, char separator)
    {
        var isQuoted = false;
        var end = 0;
        while (end < text.Length && (isQuoted || text[end] != separator))
            isQuoted ^= text[end++] == '"';

        var part = text[..end];
        text = text[Math.Min(end + 1, text.Length)..];
        return part;
    }

    private static bool Has(ReadOnlySpan<char> parameters, string name, string value)
    {
        while (!parameters.IsEmpty)
        {
            var parameter = Next(ref parameters, ';').Trim();
            var equals = parameter.IndexOf('=');
            if (equals < 0 || !parameter[..equals].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                continue;

            // A relation may be one of several, separated by spaces.
            var text = parameter[(equals + 1)..].Trim().Trim('"');
            foreach (var word in text.Split(' '))
            {
                if (text[word].Equals(value, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }
}

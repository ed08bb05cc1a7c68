namespace Waziup.Ngsi.JsonLd;

/// <summary>What can be told of an IRI from its characters.</summary>
internal static class IriForm
{
    /// <summary>Whether the text begins with a scheme (RFC 3986 3.1) and a colon.</summary>
    public static bool IsAbsolute(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || !char.IsAsciiLetter(text[0]))
            return false;

        foreach (var letter in text.AsSpan(1, colon - 1))
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('+' or '-' or '.'))
                return false;
        }

        return true;
    }

    /// <summary>Whether UTF-8 text is a scheme (RFC 3986 3.1).</summary>
    public static bool IsScheme(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || !char.IsAsciiLetter((char)text[0]))
            return false;

        foreach (var letter in text[1..])
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter is not ((byte)'+' or (byte)'-' or (byte)'.'))
                return false;
        }

        return true;
    }

    /// <summary>Whether a simple term with this IRI is a prefix: it ends in a general delimiter (RFC 3986 2.2), as JSON-LD 1.1
    /// wants.</summary>
    public static bool EndsInDelimiter(string iri) => iri.Length > 0 && iri[^1] is ':' or '/' or '?' or '#' or '[' or ']' or '@';

    /// <summary>The same of UTF-8 text.</summary>
    public static bool EndsInDelimiter(ReadOnlySpan<byte> iri) =>
        !iri.IsEmpty && iri[^1] is (byte)':' or (byte)'/' or (byte)'?' or (byte)'#' or (byte)'[' or (byte)']' or (byte)'@';
}

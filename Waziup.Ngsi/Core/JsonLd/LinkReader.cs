namespace Waziup.Ngsi.JsonLd;

/// <summary>Reads the value of a Link header, link by link (RFC 8288, section 3).</summary>
internal ref struct LinkReader(ReadOnlySpan<char> header)
{
    private ReadOnlySpan<char> _rest = header;
    private ReadOnlySpan<char> _parameters;

    /// <summary>Where the present link leads.</summary>
    public ReadOnlySpan<char> Target { get; private set; }

    /// <summary>Whether one of several headers has a link with a relation, such as <c>next</c>.</summary>
    public static bool HasRel(IEnumerable<string?> headers, string relation)
    {
        foreach (var header in headers)
        {
            var links = new LinkReader(header);
            while (links.Next())
            {
                if (links.HasRel(relation))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Goes on to the next link; false if there is none.</summary>
    public bool Next()
    {
        if (_rest.IndexOf('<') is not (>= 0 and var open) || _rest[open..].IndexOf('>') is not (> 0 and var length))
            return false;

        Target = _rest.Slice(open + 1, length - 1).Trim();
        _rest = _rest[(open + length + 1)..];
        _parameters = Take(ref _rest, ',');
        return true;
    }

    /// <summary>Whether the present link has a relation, which may be one of several.</summary>
    public readonly bool HasRel(string relation) => Has("rel", relation);

    /// <summary>Whether a parameter of the present link has a value, which may be one of several with spaces between.</summary>
    public readonly bool Has(string name, string value)
    {
        var rest = _parameters;
        while (!rest.IsEmpty)
        {
            var parameter = Take(ref rest, ';').Trim();
            var equals = parameter.IndexOf('=');
            if (equals < 0 || !parameter[..equals].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                continue;

            // Of parameters with the same name the first counts.
            return HasWord(parameter[(equals + 1)..].Trim().Trim('"'), value);
        }

        return false;
    }

    private static bool HasWord(ReadOnlySpan<char> text, string value)
    {
        foreach (var word in text.Split(' '))
        {
            if (text[word].Equals(value, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>Takes the text up to a separator, those within quotes left out.</summary>
    private static ReadOnlySpan<char> Take(scoped ref ReadOnlySpan<char> text, char separator)
    {
        var isQuoted = false;
        var end = 0;
        for (; end < text.Length && (isQuoted || text[end] != separator); end++)
        {
            if (isQuoted && text[end] == '\\')
                end = Math.Min(end + 1, text.Length - 1);
            else
                isQuoted ^= text[end] == '"';
        }

        var part = text[..end];
        text = text[Math.Min(end + 1, text.Length)..];
        return part;
    }
}

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>The five parts of an IRI or of a relative reference (RFC 3986, appendix B), as ranges of its text.</summary>
internal readonly ref struct IriReference
{
    private IriReference(
        ReadOnlySpan<byte> scheme,
        ReadOnlySpan<byte> authority,
        ReadOnlySpan<byte> path,
        ReadOnlySpan<byte> query,
        ReadOnlySpan<byte> fragment)
    {
        Scheme = scheme;
        Authority = authority;
        Path = path;
        Query = query;
        Fragment = fragment;
    }

    /// <summary>With its colon; empty if there is none.</summary>
    public ReadOnlySpan<byte> Scheme { get; }

    /// <summary>With the two slashes before it; empty if there is none.</summary>
    public ReadOnlySpan<byte> Authority { get; }

    public ReadOnlySpan<byte> Path { get; }

    /// <summary>With its question mark; empty if there is none.</summary>
    public ReadOnlySpan<byte> Query { get; }

    /// <summary>With its number sign; empty if there is none.</summary>
    public ReadOnlySpan<byte> Fragment { get; }

    public static IriReference Split(ReadOnlySpan<byte> text)
    {
        var colon = text.IndexOfAny(":/?#"u8);
        var scheme = colon > 0 && text[colon] == ':' && IriForm.IsScheme(text[..colon]) ? text[..(colon + 1)] : default;
        text = text[scheme.Length..];

        var hash = text.IndexOf((byte)'#');
        var fragment = hash < 0 ? default : text[hash..];
        text = hash < 0 ? text : text[..hash];

        var mark = text.IndexOf((byte)'?');
        var query = mark < 0 ? default : text[mark..];
        text = mark < 0 ? text : text[..mark];

        var authority = default(ReadOnlySpan<byte>);
        if (text.StartsWith("//"u8))
        {
            var slash = text[2..].IndexOf((byte)'/');
            authority = slash < 0 ? text : text[..(slash + 2)];
        }

        return new IriReference(scheme, authority, text[authority.Length..], query, fragment);
    }
}

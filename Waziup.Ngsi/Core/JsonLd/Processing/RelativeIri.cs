using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>IRIs written relative to a base.</summary>
internal static class RelativeIri
{
    /// <summary>The shortest reference that means an IRI, or the IRI itself if it has little in common with the base.</summary>
    /// <remarks>What is given back leads to the IRI again when it is resolved against the base.</remarks>
    public static Utf8Slice Of(ReadOnlySpan<byte> baseIri, Utf8Slice iri)
    {
        var from = IriReference.Split(baseIri);
        var to = IriReference.Split(iri.Span);
        if (to.Scheme.IsEmpty || !from.Scheme.SequenceEqual(to.Scheme) || !from.Authority.SequenceEqual(to.Authority))
            return iri;

        var rest = iri.From(to.Scheme.Length + to.Authority.Length);
        if (from.Path.SequenceEqual(to.Path))
            return Sound(baseIri, SamePath(from, to, rest), iri);

        // Behind a host, no path is the same as its root (RFC 3986, 5.2.3).
        var path = from.Path.IsEmpty && !from.Authority.IsEmpty ? "/"u8 : from.Path;

        // A path without a slash is opaque: nothing in it is above or below something else.
        if (!path.IsEmpty && path[0] != '/')
            return iri;

        return Sound(baseIri, OtherPath(path, to.Path, rest), iri);
    }

    // Some IRIs have no relative form: with dots as segments, or without a path where the base has none.
    private static Utf8Slice Sound(ReadOnlySpan<byte> baseIri, Utf8Slice relative, Utf8Slice iri) =>
        !relative.IsNull && IriResolution.Resolve(baseIri, relative.Span).Equals(iri) ? relative : iri;

    private static Utf8Slice SamePath(in IriReference from, in IriReference to, Utf8Slice rest)
    {
        if (!from.Query.SequenceEqual(to.Query))
            return to.Query.IsEmpty ? LastSegment(to.Path, to.Fragment) : rest.From(to.Path.Length);

        return to.Fragment.IsEmpty ? LastSegment(to.Path, to.Query) : rest.From(to.Path.Length + to.Query.Length);
    }

    private static Utf8Slice OtherPath(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, Utf8Slice rest)
    {
        // What both have in common, up to a slash.
        var common = from.CommonPrefixLength(to);
        common = from[..common].LastIndexOf((byte)'/') + 1;
        var up = from[common..].Count((byte)'/');
        var below = rest.From(common);
        if (up == 0)
            return Below(below);

        var relative = new byte[(up * 3) + below.Length];
        for (var i = 0; i < up; i++)
            "../"u8.CopyTo(relative.AsSpan(i * 3));
        below.Span.CopyTo(relative.AsSpan(up * 3));
        return new Utf8Slice(relative);
    }

    // Null where there is none: a path that is opaque, or empty.
    private static Utf8Slice LastSegment(ReadOnlySpan<byte> path, ReadOnlySpan<byte> end) =>
        path.LastIndexOf((byte)'/') is >= 0 and var slash ? Below(new Utf8Slice([.. path[(slash + 1)..], .. end])) : default;

    // Neither an empty segment nor a scheme may come first.
    private static Utf8Slice Below(Utf8Slice below)
    {
        var first = below.Span[..(below.Span.IndexOfAny("/?#"u8) is >= 0 and var end ? end : below.Length)];
        return first.IsEmpty || first.IndexOf((byte)':') >= 0 ? Utf8Slice.Join("./"u8, below.Span) : below;
    }
}

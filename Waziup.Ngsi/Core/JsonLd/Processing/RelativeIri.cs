using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>IRIs written relative to a base.</summary>
internal static class RelativeIri
{
    /// <summary>The shortest reference that means an IRI, or the IRI itself if it has little in common with the base.</summary>
    public static Utf8Slice Of(ReadOnlySpan<byte> baseIri, Utf8Slice iri)
    {
        var from = IriReference.Split(baseIri);
        var to = IriReference.Split(iri.Span);
        if (to.Scheme.IsEmpty || !from.Scheme.SequenceEqual(to.Scheme) || !from.Authority.SequenceEqual(to.Authority))
            return iri;

        var rest = iri.From(to.Scheme.Length + to.Authority.Length);
        if (from.Path.SequenceEqual(to.Path))
            return SamePath(from, to, rest);

        // A path without a slash is opaque: nothing in it is above or below something else.
        if (!from.Path.IsEmpty && from.Path[0] != '/')
            return iri;

        return OtherPath(from.Path, to.Path, rest);
    }

    private static Utf8Slice SamePath(in IriReference from, in IriReference to, Utf8Slice rest)
    {
        if (!from.Query.SequenceEqual(to.Query))
            return to.Query.IsEmpty ? new Utf8Slice([.. LastSegment(to.Path), .. to.Fragment]) : rest.From(to.Path.Length);

        return to.Fragment.IsEmpty
            ? new Utf8Slice([.. LastSegment(to.Path), .. to.Query])
            : rest.From(to.Path.Length + to.Query.Length);
    }

    private static Utf8Slice OtherPath(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, Utf8Slice rest)
    {
        // What both have in common, up to a slash.
        var common = from.CommonPrefixLength(to);
        common = from[..common].LastIndexOf((byte)'/') + 1;
        var up = from[common..].Count((byte)'/');
        var below = rest.From(common);
        if (up == 0)
        {
            // Neither an empty segment nor a scheme may come first.
            var first = below.Span[..(below.Span.IndexOfAny("/?#"u8) is >= 0 and var end ? end : below.Length)];
            return first.IsEmpty || first.IndexOf((byte)':') >= 0 ? Utf8Slice.Join("./"u8, below.Span) : below;
        }

        var relative = new byte[(up * 3) + below.Length];
        for (var i = 0; i < up; i++)
            "../"u8.CopyTo(relative.AsSpan(i * 3));
        below.Span.CopyTo(relative.AsSpan(up * 3));
        return new Utf8Slice(relative);
    }

    // Of a path that ends in a slash, the folder itself.
    private static ReadOnlySpan<byte> LastSegment(ReadOnlySpan<byte> path)
    {
        var segment = path[(path.LastIndexOf((byte)'/') + 1)..];
        return segment.IsEmpty ? "./"u8 : segment;
    }
}

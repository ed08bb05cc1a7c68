using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>References resolved against a base (RFC 3986, 5.2), nothing normalised besides dot segments.</summary>
internal static class IriResolution
{
    /// <summary>The IRI that a reference means.</summary>
    /// <param name="baseIri">An absolute IRI.</param>
    /// <param name="reference">The reference, absolute or relative.</param>
    public static Utf8Slice Resolve(ReadOnlySpan<byte> baseIri, ReadOnlySpan<byte> reference)
    {
        var from = IriReference.Split(baseIri);
        var to = IriReference.Split(reference);
        if (!to.Scheme.IsEmpty)
            return Join(to.Scheme, to.Authority, WithoutDots(to.Path), to.Query, to.Fragment);

        if (!to.Authority.IsEmpty)
            return Join(from.Scheme, to.Authority, WithoutDots(to.Path), to.Query, to.Fragment);

        if (to.Path.IsEmpty)
            return Join(from.Scheme, from.Authority, from.Path, to.Query.IsEmpty ? from.Query : to.Query, to.Fragment);

        if (to.Path[0] == '/')
            return Join(from.Scheme, from.Authority, WithoutDots(to.Path), to.Query, to.Fragment);

        return Join(from.Scheme, from.Authority, WithoutDots(Merge(from, to.Path)), to.Query, to.Fragment);
    }

    private static byte[] Merge(in IriReference from, ReadOnlySpan<byte> path)
    {
        if (!from.Authority.IsEmpty && from.Path.IsEmpty)
            return [(byte)'/', .. path];

        return [.. from.Path[..(from.Path.LastIndexOf((byte)'/') + 1)], .. path];
    }

    /// <summary>Takes the segments "." and ".." out of a path (RFC 3986, 5.2.4).</summary>
    private static ReadOnlySpan<byte> WithoutDots(ReadOnlySpan<byte> path)
    {
        if (path.IndexOf((byte)'.') < 0)
            return path;

        var isRooted = path[0] == '/';
        var rest = isRooted ? path[1..] : path;
        var ends = new Stack<int>();
        var written = new byte[path.Length + 1];
        var length = 0;
        if (isRooted)
            written[length++] = (byte)'/';

        while (true)
        {
            var slash = rest.IndexOf((byte)'/');
            var segment = slash < 0 ? rest : rest[..slash];
            if (segment.SequenceEqual(".."u8))
            {
                length = ends.TryPop(out var start) ? start : length;
            }
            else if (!segment.SequenceEqual("."u8))
            {
                ends.Push(length);
                segment.CopyTo(written.AsSpan(length));
                length += segment.Length;
                if (slash >= 0)
                    written[length++] = (byte)'/';
            }

            if (slash < 0)
                return written.AsSpan(0, length);
            rest = rest[(slash + 1)..];
        }
    }

    private static Utf8Slice Join(
        ReadOnlySpan<byte> scheme,
        ReadOnlySpan<byte> authority,
        ReadOnlySpan<byte> path,
        ReadOnlySpan<byte> query,
        ReadOnlySpan<byte> fragment)
    {
        byte[] joined = [.. scheme, .. authority, .. path, .. query, .. fragment];
        return new Utf8Slice(joined);
    }
}

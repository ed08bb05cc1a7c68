using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Unpacks bodies that come with a Content-Encoding: gzip, br or deflate (RFC 9110, 8.4).</summary>
internal static class PackedBody
{
    /// <summary>Checks that a body can be unpacked, before it is read.</summary>
    /// <exception cref="NgsiLdException">415 for another encoding, or several.</exception>
    public static void Check(HttpContext http)
    {
        if (http.Request.Headers.ContentEncoding is not { Count: > 0 } encoding || UnpackerOf(encoding) is not null)
            return;
        http.Response.Headers.AcceptEncoding = "gzip, br, deflate";
        throw new NgsiLdException(NgsiLdErrors.InvalidRequest($"the body is packed as {encoding}; gzip, br and deflate are understood") with
        {
            Title = "Unsupported media type",
            Status = StatusCodes.Status415UnsupportedMediaType,
        });
    }

    /// <summary>The body as it was before it was packed; itself where it was not.</summary>
    /// <exception cref="NgsiLdException">BadRequestData where it is not packed as it says; PayloadTooLarge above the cap.</exception>
    public static RequestBody Unpack(RequestBody body, StringValues encoding, int max, ByteBudget budget)
    {
        if (encoding.Count == 0 || UnpackerOf(encoding) is not { } unpack)
            return body;
        try
        {
            return body.Unpacked(unpack, max, budget);
        }
        catch (Exception wrong) when (wrong is InvalidDataException or InvalidOperationException)
        {
            throw NgsiLdErrors.Bad($"the body cannot be unpacked as {encoding}");
        }
    }

    private static Func<Stream, Stream>? UnpackerOf(StringValues encoding) => encoding.ToString().Trim().ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => packed => new GZipStream(packed, CompressionMode.Decompress),
        "br" => packed => new BrotliStream(packed, CompressionMode.Decompress),
        "deflate" => packed => new ZLibStream(packed, CompressionMode.Decompress),
        "identity" => packed => packed,
        _ => null,
    };
}

using Microsoft.AspNetCore.Http;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>The only code that writes problem documents (5.5.2, 6.3.2).</summary>
internal static class ProblemWriter
{
    public static async ValueTask WriteAsync(HttpContext http, NgsiLdError error, CancellationToken cancel)
    {
        using var body = PooledBuffer.Rent();
        // What the operation had announced already does not hold any more.
        http.Response.Headers.Remove("Link");
        http.Response.Headers.Remove("NGSILD-Results-Count");
        http.Response.Headers.Remove("Preference-Applied");
        Append(body, error);
        await ResponseWriter.WriteAsync(http, error.Status, MediaTypes.Json, body, cancel);
    }

    /// <summary>Writes the document; inside results too.</summary>
    public static void Append(PooledBuffer output, NgsiLdError error)
    {
        output.Append("{\"type\":"u8);
        Utf8Json.AppendString(output, error.Type);
        output.Append(",\"title\":"u8);
        Utf8Json.AppendString(output, error.Title);
        output.Append(",\"detail\":"u8);
        Utf8Json.AppendString(output, error.Detail);
        output.Append(",\"status\":"u8);
        output.GetSpan(3);
        System.Buffers.Text.Utf8Formatter.TryFormat(error.Status, output.GetSpan(3), out var written);
        output.Advance(written);
        output.Append((byte)'}');
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Access;

/// <summary>Reads the bodies of requests about policies, keys and accounts: JSON objects of at most 1 MB, 16 MB together.</summary>
internal sealed class AccessBodies(TimeProvider clock)
{
    private const int MaxBody = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ByteBudget _budget = new(16 * MaxBody, "policies are being received");

    /// <exception cref="NgsiLdException">BadRequestData, InvalidRequest, PayloadTooLarge, Overloaded.</exception>
    public async ValueTask<JsonElement> ReadAsync(HttpContext http, CancellationToken cancel)
    {
        if (http.Request.ContentLength is null or 0)
            throw NgsiLdErrors.Bad("a body is needed, with its length");
        var body = await RequestBody.ReadAsync(http.Request.BodyReader, http.Request.ContentLength.Value, MaxBody, _budget, Patience, clock, cancel);
        try
        {
            var json = JsonOnce.Read(body.Memory);
            return json.ValueKind == JsonValueKind.Object ? json : throw NgsiLdErrors.Bad("the body is a JSON object");
        }
        finally
        {
            body.Release();
        }
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Access;

/// <summary>Reads the bodies of requests about policies, keys and accounts: JSON objects of at most 1 MB, 16 MB together.</summary>
internal sealed class AccessBodies(TimeProvider clock)
{
    private const int MaxBody = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly JsonDocumentOptions Once = new() { AllowDuplicateProperties = false, MaxDepth = BodyJson.MaxDepth };
    private readonly ByteBudget _budget = new(16 * MaxBody, "policies are being received");

    /// <exception cref="NgsiLdException">BadRequestData, InvalidRequest, PayloadTooLarge, Overloaded.</exception>
    public async ValueTask<JsonElement> ReadAsync(HttpContext http, CancellationToken cancel)
    {
        if (http.Request.ContentLength is null or 0)
            throw NgsiLdErrors.Bad("a body is needed, with its length");
        var body = await RequestBody.ReadAsync(http.Request.BodyReader, http.Request.ContentLength.Value, MaxBody, _budget, Patience, clock, cancel);
        try
        {
            // Says what is wrong, if anything is.
            using (BodyJson.Document(body.Memory))
            {
            }
            using var document = JsonDocument.Parse(body.Memory, Once);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw NgsiLdErrors.Bad("the body is a JSON object");
        }
        catch (JsonException)
        {
            throw NgsiLdErrors.Bad("a member is named twice");
        }
        finally
        {
            body.Release();
        }
    }
}

using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Reads JSON that is no document of the standard, in which no member may be named twice.</summary>
internal static class JsonOnce
{
    private static readonly JsonDocumentOptions Once = new() { AllowDuplicateProperties = false, MaxDepth = BodyJson.MaxDepth };

    /// <exception cref="NgsiLdException">InvalidRequest, BadRequestData.</exception>
    public static JsonElement Read(ReadOnlyMemory<byte> body)
    {
        // Says what is wrong, if anything is.
        using (BodyJson.Document(body))
        {
        }
        try
        {
            using var document = JsonDocument.Parse(body, Once);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw NgsiLdErrors.Bad("a member is named twice");
        }
    }
}

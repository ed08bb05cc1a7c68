using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Identity;

/// <summary>Where the key of a certificate is found. What holds stands in the key: it has to name the certificate too.</summary>
/// <param name="Fingerprint">The SHA-256 of the certificate.</param>
/// <param name="Key">The name of the key.</param>
/// <param name="At">When that was written.</param>
internal sealed record KeyCertificate(string Fingerprint, string Key, Instant At)
{
    public Document ToDocument() => new(DocumentKind.KeyCertificate, Fingerprint, null, At, Encoding.UTF8.GetBytes(new JsonObject { ["key"] = Key }.ToJsonString()));

    public static KeyCertificate Of(Document document)
    {
        using var stored = JsonDocument.Parse(document.Body);
        return new KeyCertificate(document.Id, stored.RootElement.GetProperty("key").GetString()!, document.ModifiedAt);
    }
}

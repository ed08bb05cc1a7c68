using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sensors.Scripts;

/// <summary>Knows which scripts were written as codecs, in a document beside each entity: what others write into an entity is not carried out.</summary>
internal sealed class ApprovedScripts(ContextBroker broker)
{
    /// <summary>Whether a script may be carried out.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="id">The id of the codec.</param>
    /// <param name="script">The script that is in its entity now.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask<bool> ContainAsync(TenantId tenant, string id, string script, CancellationToken cancel) =>
        await broker.Storage.Documents.FindAsync(tenant, DocumentKind.Codec, id, cancel) is { } document
        && JsonElement.Parse(document.Body.Span).EnumerateArray().Any(hash => hash.ValueEquals(CodecForm.HashOf(script)));

    /// <summary>Has a script be carried out from now on, and the one before it until another is in the entity.</summary>
    public async ValueTask AddAsync(TenantId tenant, string id, string script, string? before, CancellationToken cancel)
    {
        var hashes = new JsonArray(CodecForm.HashOf(script));
        if (before is not null && before != script && await ContainAsync(tenant, id, before, cancel))
            hashes.Add((JsonNode)CodecForm.HashOf(before));
        var body = System.Text.Encoding.UTF8.GetBytes(hashes.ToJsonString());
        await broker.Storage.Documents.PutAsync(tenant, new Document(DocumentKind.Codec, id, null, broker.Now, body), cancel);
    }
}

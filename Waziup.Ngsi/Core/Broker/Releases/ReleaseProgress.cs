using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access.Policies.Releases;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Releases;

/// <summary>Remembers up to when a policy has published, so that nothing is looked at again after a restart.</summary>
internal sealed class ReleaseProgress(IDocumentStore documents, TenantId tenant, string policy)
{
    private string Key => Release.ProgressOf(policy);

    /// <summary>When the cell began that was the newest one; null where it has not published yet.</summary>
    public async ValueTask<Instant?> FindAsync(CancellationToken cancel) =>
        await documents.FindAsync(tenant, DocumentKind.Setting, Key, cancel) is { } found && JsonNode.Parse(found.Body.Span) is JsonObject body
            && Instant.TryParse(body["through"]?.GetValue<string>() ?? "", out var through) ? through : null;

    public ValueTask KeepAsync(Instant through, Instant now, CancellationToken cancel) =>
        documents.PutAsync(tenant, new Document(DocumentKind.Setting, Key, null, now, Encoding.UTF8.GetBytes(new JsonObject { ["through"] = through.ToString() }.ToJsonString())), cancel);
}

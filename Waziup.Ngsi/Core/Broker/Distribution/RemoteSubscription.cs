using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>A subscription that this broker has at a source on behalf of one of its own.</summary>
/// <param name="Id">Its id there. Nobody else can guess it: who names it is believed to be the source.</param>
/// <param name="Subscription">The subscription here.</param>
/// <param name="Registration">The source.</param>
internal sealed record RemoteSubscription(string Id, DocumentKey Subscription, string Registration)
{
    public static RemoteSubscription Of(Model.TenantId tenant, Document document)
    {
        var root = JsonNode.Parse(document.Body.Span)!.AsObject();
        return new RemoteSubscription(document.Id, new DocumentKey(tenant, root.Text("subscription")!), root.Text("registration")!);
    }

    public Document ToDocument(Instant now) => new(
        DocumentKind.RemoteSubscription, Id, null, now,
        Encoding.UTF8.GetBytes(new JsonObject { ["subscription"] = Subscription.Id, ["registration"] = Registration }.ToJsonString()));
}

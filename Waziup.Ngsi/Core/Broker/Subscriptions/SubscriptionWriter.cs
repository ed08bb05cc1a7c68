using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Notifications;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Subscriptions;

/// <summary>Writes a subscription as it is served: names compacted, with its status and what has become of its notifications.</summary>
internal static class SubscriptionWriter
{
    /// <param name="output">Takes it.</param>
    /// <param name="shown">The subscription and what is known about it.</param>
    /// <param name="terms">Compacts names.</param>
    /// <param name="systemTimes">Whether createdAt and modifiedAt are shown.</param>
    /// <param name="contextInBody">Whether the @context stands in it.</param>
    public static void Write(PooledBuffer output, ShownSubscription shown, ActiveContext terms, bool systemTimes, bool contextInBody)
    {
        output.Append((byte)'{');
        foreach (var (name, node) in shown.Stored.Form)
            FormWriter.Member(output, name, name == "notification" ? Notification(node!.AsObject(), shown.State, terms) : Named(name, node!, terms));
        if (shown.Stored.Kind == DocumentKind.Subscription && !shown.Stored.Form.ContainsKey("notificationTrigger"))
            output.Append("\"notificationTrigger\":[\"attributeCreated\",\"attributeUpdated\"],"u8);
        if (shown.Stored.Kind == DocumentKind.Subscription && !shown.Stored.Form.ContainsKey("jsonldContext"))
            FormWriter.Member(output, "jsonldContext", shown.Stored.ContextUrl);
        FormWriter.Member(output, "status", shown.Status);
        if (systemTimes)
        {
            shown.Stored.CreatedAt.AppendMember(output, "\"createdAt\":"u8);
            shown.Stored.ModifiedAt.AppendMember(output, "\"modifiedAt\":"u8);
        }
        FormWriter.End(output, terms, contextInBody);
    }

    private static JsonNode Notification(JsonObject notification, DeliveryState state, ActiveContext terms)
    {
        var shown = new JsonObject();
        foreach (var (name, node) in notification)
            shown.Add(name, name is "attributes" or "pick" or "omit" ? FormWriter.Names(node!, terms) : node!.DeepClone());
        using var counts = PooledBuffer.Rent();
        counts.Append((byte)'{');
        state.Write(counts);
        counts.Close((byte)'}');
        foreach (var (name, node) in JsonNode.Parse(counts.Written)!.AsObject())
            shown.Add(name, node!.DeepClone());
        return shown;
    }

    private static JsonNode Named(string name, JsonNode node, ActiveContext terms) => name switch
    {
        "watchedAttributes" or "expandValues" or "jsonKeys" => FormWriter.Names(node, terms),
        "entities" => new JsonArray([.. node.AsArray().Select(selector => FormWriter.With(selector!.AsObject(), "type", terms))]),
        "geoQ" => FormWriter.With(node.AsObject(), "geoproperty", terms),
        _ => node,
    };
}

/// <summary>A subscription and what is known about it.</summary>
/// <param name="Stored">The subscription.</param>
/// <param name="State">What has become of its notifications.</param>
/// <param name="Status">active, paused or expired.</param>
internal sealed record ShownSubscription(StoredSubscription Stored, DeliveryState State, string Status);

using System.Collections.Frozen;
using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker.Subscriptions;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>The copy of a subscription that a source gets, reduced to what it is registered for (5.8.1.4).</summary>
internal static class RemoteForm
{
    // How this broker's subscriber is told is not the source's affair, and where he is even less.
    private static readonly FrozenSet<string> Ours = new[]
    {
        "id", "type", "subscriptionName", "description", "entities", "watchedAttributes", "notification", "jsonldContext", "lang", "ngsildConformance", "csf",
        "localOnly", "throttling", "datasetId",
    }.ToFrozenSet(StringComparer.Ordinal);

    // What a changed subscription may not have any more.
    private static readonly string[] Changing = ["q", "scopeQ", "geoQ", "watchedAttributes", "notificationTrigger", "expiresAt", "isActive"];

    /// <summary>Whether sources are not told the conditions of a subscription.</summary>
    /// <remarks>Of an entity in parts only the whole can be judged, and nobody learns by conditions what he may not see.</remarks>
    public static async ValueTask<bool> IsJudgedHereAsync(IAccessPolicy policy, StoredSubscription stored, TenantId tenant, CancellationToken cancel) =>
        stored.Form.Flag("splitEntities") || !(await policy.GrantAsync(stored.Owner, tenant, Right.Read, cancel)).IsOpen;

    /// <param name="stored">The subscription.</param>
    /// <param name="id">The id of the copy.</param>
    /// <param name="match">The source.</param>
    /// <param name="terms">The @context in which its q was written, in which the copy is.</param>
    /// <param name="address">Where the source sends notifications.</param>
    /// <param name="isFragment">It changes a copy that the source has.</param>
    /// <param name="isJudgedHere">The source is not told the conditions, and tells whole entities.</param>
    public static byte[] Of(StoredSubscription stored, string id, SourceMatch match, ActiveContext terms, Uri address, bool isFragment, bool isJudgedHere)
    {
        var form = isFragment ? new JsonObject() : new JsonObject { ["id"] = id, ["type"] = "Subscription" };
        foreach (var (name, node) in stored.Form)
        {
            if (!Ours.Contains(name) && !(isJudgedHere && name is "q" or "scopeQ" or "geoQ"))
                form[name] = name switch
                {
                    "expandValues" or "jsonKeys" => FormWriter.Names(node!, terms),
                    "geoQ" => FormWriter.With(node!.AsObject(), "geoproperty", terms),
                    _ => node!.DeepClone(),
                };
        }
        if (Entities(stored.Form, match, terms) is { Count: > 0 } entities)
            form["entities"] = entities;
        if (Names(stored.Form.Texts("watchedAttributes"), match, terms) is { Count: > 0 } watched)
            form["watchedAttributes"] = watched;
        var notification = stored.Form["notification"]!.AsObject();
        var reduced = new JsonObject
        {
            ["format"] = "normalized",
            ["sysAttrs"] = true,
            ["endpoint"] = new JsonObject { ["uri"] = new Uri(address, "/ngsi-ld/ex/remote-notify").AbsoluteUri, ["accept"] = "application/json" },
        };
        if (Names(isJudgedHere ? [] : notification.Texts("attributes"), match, terms) is { Count: > 0 } attributes)
            reduced["attributes"] = attributes;
        form["notification"] = reduced;
        foreach (var name in isFragment ? Changing.Where(name => !form.ContainsKey(name)) : [])
            form[name] = name == "isActive" ? true : "urn:ngsi-ld:null";
        return Encoding.UTF8.GetBytes(form.ToJsonString());
    }

    private static JsonArray Entities(JsonObject form, SourceMatch match, ActiveContext terms)
    {
        var entities = new JsonArray();
        foreach (var selector in form.Objects("entities"))
            entities.Add((JsonNode)FormWriter.With(selector, "type", terms));
        if (entities.Count > 0)
            return entities;
        foreach (var registered in match.Information.SelectMany(one => one.Entities).Where(one => !one.Types.IsEmpty))
        {
            var selector = new JsonObject { ["type"] = string.Join(',', registered.Types.Select(type => terms.Compact(type.Value))) };
            if (!registered.Id.IsNone)
                selector["id"] = registered.Id.Value;
            else if (registered.IdPattern is { } pattern)
                selector["idPattern"] = pattern.ToString();
            entities.Add((JsonNode)selector);
        }
        return entities;
    }

    /// <summary>The names that are asked for and registered; those that are registered where none are asked for.</summary>
    private static JsonArray Names(IEnumerable<string> asked, SourceMatch match, ActiveContext terms)
    {
        string[] names = [.. asked];
        var kept = names.Length == 0 ? match.Attributes?.Select(name => name.Value) ?? [] : names.Where(name => match.Has(new Iri(name)));
        return new JsonArray([.. kept.Select(name => (JsonNode)terms.Compact(name))]);
    }
}

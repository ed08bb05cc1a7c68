using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Notifications;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Registrations;

/// <summary>What a subscription to registrations was told, so that after a restart it is told the rest (5.11.7).</summary>
/// <param name="Since">The version of the subscription; another one is told everything anew.</param>
/// <param name="Registrations">The registrations that it knows, as they were told, by id.</param>
/// <param name="Delivery">What has become of its notifications.</param>
/// <remarks>Immutable.</remarks>
internal sealed record Told(Instant Since, IReadOnlyDictionary<string, ToldRegistration> Registrations, DeliveryState Delivery)
{
    public static Told Nothing { get; } = new(Instant.None, new Dictionary<string, ToldRegistration>(), DeliveryState.None);

    public static Told Of(Document document)
    {
        var root = JsonNode.Parse(document.Body.Span)!.AsObject();
        var known = root["told"]!.AsObject().ToDictionary(
            pair => pair.Key, pair => new ToldRegistration(pair.Value!.AsObject().Time("at"), pair.Value["form"]!.DeepClone().AsObject()), StringComparer.Ordinal);
        return new Told(root.Time("since"), known, DeliveryState.Of(document));
    }

    public Document ToDocument(DocumentKey key, Instant now)
    {
        var root = JsonNode.Parse(Delivery.ToDocument(key, now).Body.Span)!.AsObject();
        root["since"] = Since.ToString();
        root["told"] = new JsonObject(Registrations.Select(pair => KeyValuePair.Create(
            pair.Key, (JsonNode?)new JsonObject { ["at"] = pair.Value.ModifiedAt.ToString(), ["form"] = pair.Value.Form.DeepClone() })));
        return new Document(DocumentKind.RegistrationsTold, key.Id, null, now, Encoding.UTF8.GetBytes(root.ToJsonString()));
    }

    /// <summary>The same after something more was told, or was in vain.</summary>
    public Told With(IEnumerable<KeyValuePair<string, ToldRegistration>> told, IEnumerable<string> gone)
    {
        var known = new Dictionary<string, ToldRegistration>(Registrations, StringComparer.Ordinal);
        foreach (var (id, registration) in told)
            known[id] = registration;
        foreach (var id in gone)
            known.Remove(id);
        return this with { Registrations = known };
    }
}

/// <summary>A registration as it was told.</summary>
/// <param name="ModifiedAt">Its version.</param>
/// <param name="Form">What of it matters to the subscription.</param>
internal sealed record ToldRegistration(Instant ModifiedAt, JsonObject Form);

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using static Waziup.Ngsi.Broker.BodyMembers;
using static Waziup.Ngsi.Broker.FormMembers;

namespace Waziup.Ngsi.Broker.Subscriptions;

/// <summary>Reads the body of a subscription, or a fragment of one, into the form in which it is stored: known members only, names expanded.</summary>
/// <remarks>The text of <c>q</c> stays as it is; the @context in which it was written is kept beside it.</remarks>
internal sealed class SubscriptionForm(ActiveContext terms, bool isFragment, bool contextInBody, bool ofRegistrations = false)
{
    private static readonly string[] TriggerNames =
        ["entityCreated", "entityUpdated", "entityDeleted", "attributeCreated", "attributeUpdated", "attributeDeleted"];

    private static readonly string[] Mandatory = ["id", "type", "notification"];

    /// <exception cref="NgsiLdException">BadRequestData for members of a wrong type or value.</exception>
    public JsonObject Read(ReadOnlyMemory<byte> body)
    {
        using var document = BodyJson.Document(body);
        var form = Object("a subscription", document.RootElement, Member, name => isFragment && !Mandatory.Contains(name));
        if (form.TryGetPropertyValue("type", out var type) ? type?.GetValue<string>() != "Subscription" : !isFragment)
            throw NgsiLdErrors.Bad("the type of the body is Subscription");
        return form;
    }

    private JsonNode? Member(string name, JsonElement value) => name switch
    {
        "id" => Uri(name, value),
        "type" => Text(name, value) is "Subscription" or "https://uri.etsi.org/ngsi-ld/Subscription" ? "Subscription" : "?",
        "subscriptionName" or "description" or "lang" or "q" or "scopeQ" or "csf" => Text(name, value),
        "entities" => new JsonArray([.. Elements(name, value).Select(Selector)]),
        "watchedAttributes" => AttributeNames(name, value),
        "notificationTrigger" => List(name, value, text => TriggerNames.Contains(text) ? text : throw NgsiLdErrors.Bad($"'{text}' is not a notificationTrigger")),
        "timeInterval" or "throttling" => Positive(name, value),
        "geoQ" => Object(name, value, Geo),
        "temporalQ" when ofRegistrations => Object(name, value, Temporal),
        "datasetId" => List(name, value, Dataset),
        "expandValues" or "jsonKeys" => value.ValueKind == JsonValueKind.Array ? Names(name, value) : NameList.Expand(Text(name, value), terms),
        "isActive" or "localOnly" or "splitEntities" => Flag(name, value),
        "expiresAt" => Time(name, value),
        "jsonldContext" => Uri(name, value),
        "ngsildConformance" => Version(name, value),
        "notification" => Object(name, value, Notification),
        "@context" when !contextInBody =>
            throw NgsiLdErrors.Bad("a body of application/json must not hold @context; name it in a Link header or send application/ld+json"),
        _ => null,
    };

    private JsonNode? Notification(string name, JsonElement value) => name switch
    {
        "attributes" => AttributeNames(name, value),
        "pick" or "omit" => Names(name, value),
        "format" => OneOf(name, value, "normalized", "concise", "simplified", "keyValues"),
        "endpoint" => Object(name, value, Endpoint),
        "join" => OneOf(name, value, "flat", "inline", "@none"),
        "joinLevel" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var level) && level >= 1
            ? level : throw NgsiLdErrors.Bad("joinLevel is a whole number, 1 or more"),
        "showChanges" or "sysAttrs" => Flag(name, value),
        _ => null,
    };

    private static JsonNode? Endpoint(string name, JsonElement value) => name switch
    {
        "uri" => Uri(name, value),
        "accept" => OneOf(name, value, "application/json", "application/ld+json", "application/geo+json"),
        "receiverInfo" or "notifierInfo" => Pairs(name, value),
        "timeout" or "cooldown" => Positive(name, value),
        _ => null,
    };

    private JsonNode? Geo(string name, JsonElement value) => name switch
    {
        "georel" or "geometry" => Text(name, value),
        "coordinates" => JsonNode.Parse(value.GetRawText()),
        "geoproperty" => NameList.Expand(Text(name, value), terms),
        _ => throw NgsiLdErrors.Bad($"'{name}' does not belong into geoQ"),
    };

    private static JsonNode? Temporal(string name, JsonElement value) =>
        name is "timerel" or "timeAt" or "endTimeAt" or "timeproperty" ? Text(name, value) : throw NgsiLdErrors.Bad($"'{name}' does not belong into temporalQ");

    private JsonNode Selector(JsonElement value)
    {
        var selector = Object("an element of entities", value, (name, member) => name switch
        {
            "type" => NameList.ExpandTypes(Text(name, member), terms),
            "id" when member.ValueKind == JsonValueKind.Array => List(name, member, id => UriOf(name, id)),
            "id" => Uri(name, member),
            "idPattern" => Text(name, member),
            _ => throw NgsiLdErrors.Bad($"'{name}' does not belong into an element of entities"),
        });
        return selector.ContainsKey("type") ? selector : throw NgsiLdErrors.Bad("an element of entities has a type");
    }

    private JsonNode AttributeNames(string what, JsonElement value) => List(what, value, name => name is "id" or "type" or "scope" or "@id" or "@type"
        ? throw NgsiLdErrors.Bad($"{what} names attributes; id, type and scope are none") : NameList.Expand(name, terms));

    private JsonNode Names(string what, JsonElement value) => List(what, value, name => NameList.Expand(name, terms));

    private static string Version(string name, JsonElement value)
    {
        var text = Text(name, value);
        return text.Split('.') is ["1", { Length: 1 or 2 } minor] && minor.All(char.IsAsciiDigit)
            ? text : throw NgsiLdErrors.Bad($"{name} is a version such as 1.8");
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using static Waziup.Ngsi.Broker.BodyMembers;

namespace Waziup.Ngsi.Broker.Subscriptions;

/// <summary>Reads the body of a subscription, or a fragment of one, into the form in which it is stored: known members only, names expanded.</summary>
/// <remarks>The text of <c>q</c> stays as it is; the @context in which it was written is kept beside it.</remarks>
internal sealed class SubscriptionForm(ActiveContext terms, bool isFragment, bool contextInBody)
{
    private static readonly string[] TriggerNames =
        ["entityCreated", "entityUpdated", "entityDeleted", "attributeCreated", "attributeUpdated", "attributeDeleted"];

    // A subscription is kept in memory and looked at with each change.
    private const int MaxItems = 1000;

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
        "entities" => new JsonArray([.. Items(name, value).Select(Selector)]),
        "watchedAttributes" => AttributeNames(name, value),
        "notificationTrigger" => List(name, value, text => TriggerNames.Contains(text) ? text : throw NgsiLdErrors.Bad($"'{text}' is not a notificationTrigger")),
        "timeInterval" or "throttling" => Positive(name, value),
        "geoQ" => Object(name, value, Geo),
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
        "receiverInfo" or "notifierInfo" => new JsonArray([.. Items(name, value).Select(item => Pair(name, item))]),
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

    private static JsonNode Pair(string what, JsonElement value)
    {
        var pair = Object(what, value, (name, member) => name is "key" or "value"
            ? member.ValueKind == JsonValueKind.String ? member.GetString() : throw NgsiLdErrors.Bad($"{what}: key and value are texts") : null);
        return pair.Count == 2 ? pair : throw NgsiLdErrors.Bad($"{what} is a list of objects with key and value");
    }

    /// <summary>Reads the members of an object; those that are not known are passed over.</summary>
    /// <param name="what">The object, for messages.</param>
    /// <param name="value">The object.</param>
    /// <param name="read">Reads a member; null where it is not known.</param>
    /// <param name="mayBeNull">Whether a member may be Null, which is then kept; null for none.</param>
    private static JsonObject Object(string what, JsonElement value, Func<string, JsonElement, JsonNode?> read, Predicate<string>? mayBeNull = null)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw NgsiLdErrors.Bad($"{what} is a JSON object");
        var form = new JsonObject();
        foreach (var member in value.EnumerateObject())
        {
            var name = member.Name is "@id" or "@type" ? member.Name[1..] : member.Name;
            if (form.ContainsKey(name))
                throw NgsiLdErrors.Bad($"'{name}' is there twice");
            if (IsNull(member.Value))
                form.Add(name, mayBeNull?.Invoke(name) == true ? null : throw NgsiLdErrors.Bad($"'{name}' cannot be null"));
            else if (read(name, member.Value) is { } node)
                form.Add(name, node);
        }
        return form;
    }

    private JsonNode AttributeNames(string what, JsonElement value) => List(what, value, name => name is "id" or "type" or "scope" or "@id" or "@type"
        ? throw NgsiLdErrors.Bad($"{what} names attributes; id, type and scope are none") : NameList.Expand(name, terms));

    private JsonNode Names(string what, JsonElement value) => List(what, value, name => NameList.Expand(name, terms));

    private static JsonArray List(string what, JsonElement value, Func<string, string> read) => new([.. Items(what, value).Select(item => (JsonNode)read(Text(what, item)))]);

    private static IEnumerable<JsonElement> Items(string name, JsonElement value) => BodyMembers.Items(name, value, MaxItems);

    private static string Uri(string name, JsonElement value) => UriOf(name, Text(name, value));

    private static string UriOf(string name, string text) =>
        UriText.IsAbsolute(Encoding.UTF8.GetBytes(text)) ? text : throw NgsiLdErrors.Bad($"{name}: '{text}' is not an absolute URI");

    private static string Dataset(string text) => text == "@none" ? text : UriOf("datasetId", text);

    private static string OneOf(string name, JsonElement value, params string[] known) =>
        Text(name, value) is var text && known.Contains(text) ? text : throw NgsiLdErrors.Bad($"{name} is one of {string.Join(", ", known)}");

    private static JsonNode Positive(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number > 0 && number <= 1e9
            ? JsonNode.Parse(value.GetRawText())! : throw NgsiLdErrors.Bad($"{name} is a number greater than 0");

    private static bool Flag(string name, JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? value.GetBoolean() : throw NgsiLdErrors.Bad($"{name} is true or false");

    private static string Time(string name, JsonElement value) =>
        Instant.TryParse(Text(name, value), out _) ? value.GetString()! : throw NgsiLdErrors.NotATime(name);

    private static string Version(string name, JsonElement value)
    {
        var text = Text(name, value);
        return text.Split('.') is ["1", { Length: 1 or 2 } minor] && minor.All(char.IsAsciiDigit)
            ? text : throw NgsiLdErrors.Bad($"{name} is a version such as 1.8");
    }

    private static bool IsNull(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && value.ValueEquals("urn:ngsi-ld:null"));
}

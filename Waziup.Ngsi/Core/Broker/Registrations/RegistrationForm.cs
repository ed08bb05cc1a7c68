using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using static Waziup.Ngsi.Broker.BodyMembers;
using static Waziup.Ngsi.Broker.FormMembers;

namespace Waziup.Ngsi.Broker.Registrations;

/// <summary>Reads the body of a registration, or a fragment of one, into the form in which it is stored: names expanded, members of the client's own kept.</summary>
internal sealed class RegistrationForm(ActiveContext terms, bool isFragment, bool contextInBody)
{
    private static readonly string[] Mandatory = ["id", "type", "endpoint", "information"];

    private static readonly FrozenSet<string> Known = new[]
    {
        "id", "type", "registrationName", "description", "information", "tenant", "observationInterval", "managementInterval", "location", "observationSpace",
        "operationSpace", "scope", "datasetId", "expiresAt", "endpoint", "contextSourceInfo", "contextSourceAlias", "mode", "operations", "refreshRate", "management",
        "localOnly",
    }.ToFrozenSet(StringComparer.Ordinal);

    // What the broker says about a registration, not the client.
    private static readonly string[] Output = ["status", "timesSent", "timesFailed", "lastSuccess", "lastFailure", "createdAt", "modifiedAt"];

    /// <exception cref="NgsiLdException">BadRequestData for members of a wrong type or value, or that are missing.</exception>
    public JsonObject Read(ReadOnlyMemory<byte> body)
    {
        using var document = BodyJson.Document(body);
        var form = Object("a registration", document.RootElement, Member, name => isFragment && !Mandatory.Contains(name));
        if (form.Text("type") is { } type ? type != "ContextSourceRegistration" : !isFragment)
            throw NgsiLdErrors.Bad("the type of the body is ContextSourceRegistration");
        foreach (var name in isFragment ? [] : Mandatory.Where(name => name != "id" && !form.ContainsKey(name)))
            throw NgsiLdErrors.Bad($"a registration has the member {name}");
        foreach (var (name, node) in form.Where(member => !Known.Contains(member.Key)).ToList())
        {
            form.Remove(name);
            form[NameList.Expand(name, terms)] = node;
        }
        return form;
    }

    private JsonNode? Member(string name, JsonElement value) => name switch
    {
        "id" => Uri(name, value),
        "type" => Text(name, value) is "ContextSourceRegistration" or "https://uri.etsi.org/ngsi-ld/ContextSourceRegistration" ? "ContextSourceRegistration" : "?",
        "registrationName" or "description" => Text(name, value),
        "information" => new JsonArray([.. Elements(name, value).Select(Information)]),
        "tenant" => TenantId.TryParse(Text(name, value), out _) ? value.GetString() : throw NgsiLdErrors.Bad("tenant is no name of a tenant"),
        "observationInterval" or "managementInterval" => Interval(name, value),
        "location" or "observationSpace" or "operationSpace" => Place(name, value),
        "scope" => Scope(value),
        "datasetId" => value.ValueKind == JsonValueKind.Array ? List(name, value, Dataset) : Dataset(Text(name, value)),
        "expiresAt" => Time(name, value),
        "endpoint" => Endpoint(Text(name, value)),
        "contextSourceInfo" => SourceInfo(name, value),
        "contextSourceAlias" => Token(name, value),
        "mode" => OneOf(name, value, "inclusive", "exclusive", "redirect", "auxiliary"),
        "operations" => List(name, value, text => OperationNames.Of(text) != SourceOperations.None ? text : throw NgsiLdErrors.Bad($"'{text}' is no name of an operation")),
        "refreshRate" => Duration(name, value),
        "management" => Object(name, value, Management),
        // Where older versions had it.
        "localOnly" => Flag(name, value),
        "@context" when !contextInBody =>
            throw NgsiLdErrors.Bad("a body of application/json must not hold @context; name it in a Link header or send application/ld+json"),
        "@context" => null,
        _ when Output.Contains(name) => null,
        _ => Own(name, value),
    };

    private JsonNode Information(JsonElement value)
    {
        var information = Object("an element of information", value, (name, member) => name switch
        {
            "entities" => new JsonArray([.. Elements(name, member).Select(Entity)]),
            "propertyNames" or "relationshipNames" => List(name, member, text => NameList.Expand(text, terms)),
            _ => null,
        });
        return information.Count > 0 ? information : throw NgsiLdErrors.Bad("an element of information names entities, propertyNames or relationshipNames");
    }

    private JsonNode Entity(JsonElement value)
    {
        var entity = Object("an element of entities", value, (name, member) => name switch
        {
            "type" when member.ValueKind == JsonValueKind.Array => List(name, member, text => NameList.Expand(text, terms)),
            "type" => NameList.Expand(Text(name, member), terms),
            "id" => Uri(name, member),
            "idPattern" => Pattern.Parse(name, Text(name, member)).ToString(),
            _ => null,
        });
        return entity.Count > 0 ? entity : throw NgsiLdErrors.Bad("an element of entities has a type, an id or an idPattern");
    }

    private static JsonNode? Management(string name, JsonElement value) => name switch
    {
        "localOnly" => Flag(name, value),
        "timeout" or "cooldown" => Positive(name, value),
        "cacheDuration" => Duration(name, value),
        _ => null,
    };

    private static JsonObject Interval(string name, JsonElement value)
    {
        var interval = Object(name, value, (member, time) => member is "startAt" or "endAt" ? Time(member, time) : null);
        if (interval.Time("startAt") is { IsNone: true })
            throw NgsiLdErrors.Bad($"{name} has the member startAt");
        return interval.Time("endAt") is { IsNone: false } end && end < interval.Time("startAt")
            ? throw NgsiLdErrors.Bad($"{name} ends before it starts") : interval;
    }

    /// <summary>A geometry, bare or as the value of a GeoProperty.</summary>
    private static JsonNode Place(string name, JsonElement value)
    {
        var geometry = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("value", out var inner) ? inner : value;
        if (geometry.ValueKind != JsonValueKind.Object || !geometry.TryGetProperty("coordinates", out var coordinates) || !geometry.TryGetProperty("type", out var type))
            throw NgsiLdErrors.Bad($"{name} is a GeoJSON geometry");
        _ = GeoParser.Geometry(name, Text(name, type), coordinates.GetRawText());
        return JsonNode.Parse(geometry.GetRawText())!;
    }

    private static JsonNode Scope(JsonElement value)
    {
        using var normal = ScopeText.Read(Encoding.UTF8.GetBytes(value.GetRawText()), allowNull: false);
        return JsonNode.Parse(normal.Written)!;
    }

    private static string Endpoint(string text) =>
        System.Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0 && uri.UserInfo.Length == 0
            ? text : throw NgsiLdErrors.Bad($"endpoint: '{text}' is not the URL of an HTTP server");

    /// <summary>What goes along as headers, and what the broker itself is told (6.3.19).</summary>
    private static JsonArray SourceInfo(string name, JsonElement value)
    {
        var pairs = Pairs(name, value);
        foreach (var pair in pairs)
        {
            var (key, text) = (pair!["key"]!.ToString(), pair["value"]!.ToString());
            if (!HeaderText.Fits(key, text))
                throw NgsiLdErrors.Bad($"{name}: '{key}' and its value are no header of HTTP");
            if (key == "ngsildConformance" && !(text.StartsWith("1.", StringComparison.Ordinal) && text.Length is > 2 and < 5 && text[2..].All(char.IsAsciiDigit)))
                throw NgsiLdErrors.Bad($"{name}: ngsildConformance is a version such as 1.9");
        }
        return pairs;
    }

    private static string Token(string name, JsonElement value) =>
        Text(name, value) is var text && HeaderText.IsToken(text) ? text : throw NgsiLdErrors.Bad($"{name} is a token of HTTP");

    /// <summary>A property of the source that the client has invented; it can be asked for by csf.</summary>
    private static JsonNode? Own(string name, JsonElement value) => Members.MayNameAttribute(Encoding.UTF8.GetBytes(name))
        ? JsonNode.Parse(value.GetRawText()) : throw NgsiLdErrors.Bad($"'{name}' does not belong into a registration");
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using NetTopologySuite.Geometries;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Rendering;

namespace Waziup.Ngsi.Broker.Registrations;

/// <summary>Makes of the stored form of a registration what requests are matched with, and checks that its members go together (5.2.9).</summary>
internal static class RegistrationReader
{
    private const string NgsiLd = "https://uri.etsi.org/ngsi-ld/";

    private static readonly string[] PlaceNames = ["location", "observationSpace", "operationSpace"];

    // What the client says about a source under these names concerns those who talk to it, not those who look for one.
    private static readonly FrozenSet<string> Undescribed = new[]
    {
        "id", "type", "information", "contextSourceInfo", "management", "operations", "datasetId", "observationInterval", "managementInterval", "expiresAt", "localOnly",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <param name="tenant">Whose it is.</param>
    /// <param name="stored">The registration.</param>
    /// <param name="core">The core @context.</param>
    /// <exception cref="NgsiLdException">BadRequestData for what contradicts itself.</exception>
    public static Registration Read(TenantId tenant, StoredRegistration stored, ActiveContext core)
    {
        var form = stored.Form;
        var mode = Enum.Parse<SourceMode>(form.Text("mode") ?? "inclusive", ignoreCase: true);
        var headers = form.Pairs("contextSourceInfo").ToList();
        var registration = new Registration
        {
            Tenant = tenant,
            Id = stored.Id,
            Owner = stored.Owner,
            Mode = mode,
            Operations = OperationsOf(form, mode),
            Information = [.. form.Objects("information").Select(InformationOf)],
            Endpoint = EndpointOf(form.Text("endpoint")!),
            Alias = form.Text("contextSourceAlias"),
            RemoteTenant = form.Text("tenant"),
            Datasets = form.ContainsKey("datasetId") ? form.Texts("datasetId").ToFrozenSet() : null,
            ExpiresAt = form.Time("expiresAt"),
            Observed = IntervalOf(form, "observationInterval"),
            Managed = IntervalOf(form, "managementInterval"),
            Places = PlaceNames.Where(form.ContainsKey)
                .ToFrozenDictionary(name => new Iri(NgsiLd + name), name => PlaceOf(name, form[name]!.AsObject())),
            Management = ManagementOf(form["management"] as JsonObject ?? [], form.Flag("localOnly")),
            Headers = [.. headers.Where(pair => pair.Key is not ("jsonldContext" or "accept" or "contentType" or "ngsildConformance"))],
            ContextUrl = Special(headers, "jsonldContext", text => UriText.IsAbsolute(Encoding.UTF8.GetBytes(text))),
            TakesJsonLd = Special(headers, "contentType", IsJson) is { } type ? type == "application/ld+json" : null,
            Accept = Special(headers, "accept", IsJson),
            Version = VersionOf(headers),
            Description = DescriptionOf(stored, core),
        };
        if (registration.IsProxy && registration.IsTemporal)
            throw NgsiLdErrors.Bad("a source of past data alone, with observationInterval or managementInterval, cannot stand in for what is held here");
        if (mode == SourceMode.Exclusive && !registration.Information.All(IsOfOne))
            throw NgsiLdErrors.Bad("an exclusive registration names entities by id alone, and their attributes");
        return registration;
    }

    private static int VersionOf(List<KeyValuePair<string, string>> headers) => Special(headers, "ngsildConformance", _ => true) is { } version
        ? Math.Min(int.Parse(version.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture), Shape.NewestVersion) : Shape.NewestVersion;

    private static bool IsOfOne(RegisteredInformation information) =>
        information is { Attributes: not null, Entities.IsEmpty: false } && information.Entities.All(entity => !entity.Id.IsNone);

    private static SourceOperations OperationsOf(JsonObject form, SourceMode mode)
    {
        if (!form.ContainsKey("operations"))
            return mode == SourceMode.Auxiliary ? OperationNames.Retrieval : OperationNames.Default;
        var operations = form.Texts("operations").Aggregate(SourceOperations.None, (all, name) => all | OperationNames.Of(name));
        return mode != SourceMode.Auxiliary || (operations & ~OperationNames.Retrieval) == SourceOperations.None
            ? operations : throw NgsiLdErrors.Bad("an auxiliary source is read only: operations are retrieveOps, retrieveEntity or queryEntity");
    }

    private static RegisteredInformation InformationOf(JsonObject information)
    {
        var named = information.ContainsKey("propertyNames") || information.ContainsKey("relationshipNames");
        return new RegisteredInformation(
            [.. information.Objects("entities").Select(EntityOf)],
            named ? information.Texts("propertyNames").Concat(information.Texts("relationshipNames")).Select(name => new Iri(name)).ToFrozenSet() : null);
    }

    private static RegisteredEntity EntityOf(JsonObject entity) => new(
        [.. entity.Texts("type").Select(type => new Iri(type))],
        entity.Text("id") is { } id && EntityId.TryParse(id, out var one) ? one : default,
        entity.Text("idPattern") is { } pattern ? Pattern.Parse("idPattern", pattern) : null);

    // Some write the root of the API, others what stands before it.
    private static Uri EndpointOf(string text)
    {
        const string Root = "/ngsi-ld/v1";
        text = text.TrimEnd('/');
        return new Uri(text.EndsWith(Root, StringComparison.Ordinal) ? text[..^Root.Length] : text);
    }

    private static SourceInterval IntervalOf(JsonObject form, string name) =>
        form[name] is JsonObject interval ? new SourceInterval(interval.Time("startAt"), interval.Time("endAt")) : SourceInterval.None;

    private static Geometry PlaceOf(string name, JsonObject geometry) => GeoParser.Geometry(name, geometry.Text("type")!, geometry["coordinates"]!.ToJsonString());

    private static SourceManagement ManagementOf(JsonObject management, bool isLocal) =>
        new(isLocal || management.Flag("localOnly"), management.Milliseconds("timeout"), management.Milliseconds("cooldown"))
        {
            CacheDuration = management.Text("cacheDuration") is { } text && Period.TryParse(text, out var duration) ? duration : null,
        };

    private static string? Special(List<KeyValuePair<string, string>> pairs, string key, Predicate<string> isGood)
    {
        var at = pairs.FindIndex(pair => pair.Key == key);
        if (at < 0)
            return null;
        return isGood(pairs[at].Value) ? pairs[at].Value : throw NgsiLdErrors.Bad($"contextSourceInfo: '{pairs[at].Value}' cannot be the value of {key}");
    }

    private static bool IsJson(string type) => type is "application/json" or "application/ld+json";

    private static Entity DescriptionOf(StoredRegistration stored, ActiveContext core)
    {
        var description = new JsonObject { ["id"] = stored.Id, ["type"] = "ContextSourceRegistration" };
        foreach (var (name, node) in stored.Form.Where(member => !Undescribed.Contains(member.Key)))
        {
            description[name] = name switch
            {
                "scope" => node!.DeepClone(),
                "location" or "observationSpace" or "operationSpace" => new JsonObject { ["type"] = "GeoProperty", ["value"] = node!.DeepClone() },
                // Some write what they say of a source as a Property.
                _ when node is JsonObject property && property.ContainsKey("type") && property.ContainsKey("value") => property.DeepClone(),
                _ => new JsonObject { ["type"] = "Property", ["value"] = node!.DeepClone() },
            };
        }
        return EntityReader.Read(Encoding.UTF8.GetBytes(description.ToJsonString()), core, new ReadRules());
    }
}

using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Broker.Subscriptions;

/// <summary>The conditions of a subscription: q, scopeQ, geoQ and csf of its stored form (5.2.12).</summary>
internal static class SubscriptionConditions
{
    private const int MaxLinkDepth = 10;

    /// <summary>They, as a query that selects the same entities has them.</summary>
    public static QueryRequest RequestOf(JsonObject form)
    {
        var geo = form["geoQ"] as JsonObject;
        return new QueryRequest
        {
            Selectors = [.. form.Objects("entities").Select(selector => new SelectorText(
                selector.Text("type"), selector.ContainsKey("id") ? [.. selector.Texts("id")] : null, selector.Text("idPattern")))],
            Q = Decoded(form.Text("q")),
            ScopeQ = form.Text("scopeQ"),
            Csf = Decoded(form.Text("csf")),
            Georel = geo?.Text("georel"),
            Geometry = geo?.Text("geometry"),
            Coordinates = geo?["coordinates"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : geo?["coordinates"]?.ToJsonString(),
            Geoproperty = geo?.Text("geoproperty"),
            ExpandValues = form.Joined("expandValues"),
            JsonKeys = form.Joined("jsonKeys"),
            SplitEntities = form.Flag("splitEntities"),
        };
    }

    /// <summary>They, as a filter.</summary>
    /// <exception cref="NgsiLdException">BadRequestData for what is malformed.</exception>
    public static Filter Of(JsonObject form, ActiveContext qTerms, bool ofRegistrations)
    {
        var request = RequestOf(form);
        var condition = Filter.Everything;
        var expanded = request.ExpandValues?.Split(',').Select(name => new Iri(name)) ?? [];
        if (request.Q is { } q)
            condition = QParser.Parse("q", q, new QOptions(qTerms, MaxLinkDepth, [.. expanded]));
        if (request.ScopeQ is { } scope)
            condition = Filter.And(condition, ScopeParser.Parse(scope));
        if (form.ContainsKey("geoQ"))
        {
            var property = request.Geoproperty is { } named ? new Iri(named) : Model.Core.Location;
            condition = Filter.And(condition, GeoParser.Parse(request.Georel, request.Geometry, request.Coordinates, property));
        }
        if (request.Csf is { } csf && QParser.Parse("csf", csf, new QOptions(qTerms, LinkDepth: 0, [])) is var sources && ofRegistrations)
            condition = Filter.And(condition, sources);
        return condition;
    }

    /// <summary>Many clients write a condition as they would in a URL.</summary>
    private static string? Decoded(string? text) => text?.Contains('%', StringComparison.Ordinal) == true ? Uri.UnescapeDataString(text) : text;
}

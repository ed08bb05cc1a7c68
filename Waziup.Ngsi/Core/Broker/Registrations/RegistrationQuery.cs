using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Broker.Registrations;

/// <summary>Reads which registrations somebody looks for (5.10.2).</summary>
internal static class RegistrationQuery
{
    /// <exception cref="NgsiLdException">BadRequestData for what is malformed, and where nothing is said about entities or sources.</exception>
    public static SourceRequest Of(QueryRequest query, ActiveContext terms)
    {
        var selector = query.Selectors.Count > 0 ? query.Selectors[0] : null;
        if (selector is null && (query.Attrs ?? query.Q ?? query.Csf) is null)
            throw NgsiLdErrors.Bad("name a type, ids, attributes or a condition on registrations");
        var condition = Filter.Everything;
        // Of a registration both are about the members of the registration itself.
        foreach (var (what, text) in new[] { ("q", query.Q), ("csf", query.Csf) })
        {
            if (text is not null)
                condition = Filter.And(condition, QParser.Parse(what, text, new QOptions(terms, LinkDepth: 0, [])));
        }
        if (query.ScopeQ is { } scope)
            condition = Filter.And(condition, ScopeParser.Parse(scope));
        if ((query.Georel ?? query.Geometry ?? query.Coordinates) is not null)
        {
            var property = query.Geoproperty is { } named ? InstanceReader.Expand(Encoding.UTF8.GetBytes(named), terms) : Model.Core.Location;
            condition = Filter.And(condition, GeoParser.Parse(query.Georel, query.Geometry, query.Coordinates, property));
        }
        var attributes = query.Attrs?.Split(',', StringSplitOptions.TrimEntries).Select(name => InstanceReader.Expand(Encoding.UTF8.GetBytes(name), terms));
        return new SourceRequest
        {
            Ids = selector?.Ids is { } ids ? [.. ids.Select(id => EntityId.TryParse(id, out var one) ? one : throw NgsiLdErrors.Bad($"id: '{id}' is not an absolute URI"))] : default,
            IdPattern = selector?.IdPattern is { } pattern ? Pattern.Parse("idPattern", pattern) : null,
            Types = selector?.Type is { } type ? [.. TypeNames.Of(TypeParser.Parse(type, terms))] : default,
            Attributes = attributes?.ToImmutableArray() ?? default,
            Condition = condition,
            NeedsInterval = true,
            Window = query.Temporal.Timerel is null && query.Temporal.TimeAt is null ? null : TemporalPlan.WindowOf(query.Temporal, newestFirst: false),
        };
    }
}

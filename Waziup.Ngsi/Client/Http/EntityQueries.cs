using System.Globalization;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Client.Http;

/// <summary>What is asked for, as parameters of a URL.</summary>
internal static class EntityQueries
{
    /// <summary>6.4.3.2, without paging.</summary>
    public static UrlQuery Of(NgsiQuery query, NgsiLdClientOptions options) =>
        Selection(query)
            .With("pick", query.Pick).With("omit", query.Omit).With("datasetId", query.DatasetIds)
            .With("lang", query.Language).With("orderBy", query.OrderBy)
            .And(Shape(query, options));

    /// <summary>How the entities come, which stands in the URL even where there is a body.</summary>
    public static UrlQuery Shape(NgsiQuery query, NgsiLdClientOptions options) =>
        UrlQuery.Empty
            .With("format", Format(query.Format ?? options.Format)).With("options", SystemAttributes(query.SystemAttributes));

    /// <summary>Which entities, whatever is wanted of them.</summary>
    public static UrlQuery Selection(NgsiQuery query) =>
        UrlQuery.Empty
            .With("type", query.Type).With("id", query.Ids?.Select(id => id.Known)).With("idPattern", query.IdPattern)
            .With("q", query.Q).With("scopeQ", query.ScopeQ)
            .With("georel", query.Place?.Relation).With("geometry", query.Place?.Geometry).With("coordinates", query.Place?.Coordinates)
            .With("geoproperty", query.Place?.Property).With("local", query.Local);

    /// <summary>6.5.3.1.</summary>
    public static UrlQuery Of(NgsiRetrieval retrieval, NgsiLdClientOptions options) =>
        UrlQuery.Empty
            .With("type", retrieval.Type).With("pick", retrieval.Pick).With("omit", retrieval.Omit).With("datasetId", retrieval.DatasetIds)
            .With("lang", retrieval.Language).With("local", retrieval.Local)
            .With("format", Format(retrieval.Format ?? options.Format)).With("options", SystemAttributes(retrieval.SystemAttributes));

    /// <summary>6.19.3.1.</summary>
    public static UrlQuery Of(NgsiHistoryQuery query)
    {
        var (relation, at, end) = query switch
        {
            { After: { } after, Before: { } before } => ("between", after, before),
            { After: { } after } => ("after", after, null),
            { Before: { } before } => ("before", before, null),
            _ => ((string?)null, (DateTimeOffset?)null, (DateTimeOffset?)null),
        };
        return UrlQuery.Empty
            .With("timerel", relation).With("timeAt", Text(at)).With("endTimeAt", Text(end))
            .With("timeproperty", query.TimeProperty).With("lastN", query.Last?.ToString(CultureInfo.InvariantCulture))
            .With("pick", query.Pick).With("format", query.ValuesOnly ? "temporalValues" : null)
            .With("options", SystemAttributes(query.SystemAttributes));
    }

    private static string? Text(DateTimeOffset? time) => time is { } known ? Instant.Of(known).ToString() : null;

    // The format that a broker uses by itself need not be named; brokers older than 1.8 do not know the parameter.
    private static string? Format(NgsiFormat format) => format == NgsiFormat.Normalized ? null : FormatConverter.Name(format);

    private static string? SystemAttributes(bool wanted) => wanted ? "sysAttrs" : null;
}

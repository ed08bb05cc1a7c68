using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Reads a query from URL parameters (6.4.3.2).</summary>
internal static class QueryParameters
{
    /// <summary>The parameters that say which entities.</summary>
    public static readonly string[] Selection =
        ["type", "id", "idPattern", "q", "georel", "geometry", "coordinates", "geoproperty", "scopeQ", "csf"];

    /// <summary>The parameters that have linked entities come along.</summary>
    public static readonly string[] Linking = ["join", "joinLevel", "containedBy"];

    /// <summary>The parameters of a query beside these and paging.</summary>
    public static readonly string[] Others = ["expandValues", "jsonKeys", "orderBy", "collation", "orderFrom", "orderGeometry"];

    /// <summary>The parameters that are about entity maps, and about entities of which several sources have a part.</summary>
    public static readonly string[] Maps = ["entityMap", "entityMapLifetime", "splitEntities"];

    /// <summary>The parameters that say which part of the history, and what is made of it (6.18.3.2).</summary>
    public static readonly string[] Temporal = ["timerel", "timeAt", "endTimeAt", "timeproperty", "lastN", "aggrMethods", "aggrPeriodDuration"];

    /// <exception cref="NgsiLdException">BadRequestData for numbers that are none, and for what contradicts itself.</exception>
    public static QueryRequest Of(Parameters parameters)
    {
        if (parameters["type"] == "*" && parameters.Flag("local") == false)
            throw NgsiLdErrors.Bad("type=* asks this broker alone, so local=false contradicts it");
        var selects = (parameters["type"] ?? parameters["id"] ?? parameters["idPattern"]) is not null;
        return new QueryRequest
        {
            Selectors = selects ? [new SelectorText(parameters["type"], Ids(parameters["id"]), parameters["idPattern"])] : [],
            Q = parameters["q"],
            ScopeQ = parameters["scopeQ"],
            Csf = parameters["csf"],
            Georel = parameters["georel"],
            Geometry = parameters["geometry"],
            Coordinates = parameters["coordinates"],
            Geoproperty = parameters["geoproperty"],
            Pick = parameters["pick"],
            Omit = parameters["omit"],
            Attrs = parameters["attrs"],
            DatasetId = parameters["datasetId"],
            ExpandValues = parameters["expandValues"],
            JsonKeys = parameters["jsonKeys"],
            OrderBy = parameters["orderBy"],
            Collation = parameters["collation"],
            OrderFrom = parameters["orderFrom"],
            OrderGeometry = parameters["orderGeometry"],
            Join = parameters["join"],
            JoinLevel = parameters.Number("joinLevel"),
            ContainedBy = Ids(parameters["containedBy"]),
            SplitEntities = parameters.Flag("splitEntities") ?? false,
            EntityMap = parameters.Flag("entityMap") ?? false,
            EntityMapLifetime = parameters["entityMapLifetime"],
            Temporal = new TemporalText
            {
                Timerel = parameters["timerel"],
                TimeAt = parameters["timeAt"],
                EndTimeAt = parameters["endTimeAt"],
                Timeproperty = parameters["timeproperty"],
                LastN = parameters["lastN"],
                AggrMethods = parameters["aggrMethods"],
                AggrPeriodDuration = parameters["aggrPeriodDuration"],
            },
        };
    }

    private static string[]? Ids(string? text) => text?.Split(',', StringSplitOptions.TrimEntries);
}

using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Discovery;

/// <summary>What a broker is asked to find the sensors that may fit a need; <see cref="SensorJudge"/> finds those among them that do.</summary>
/// <remarks>Immutable. It never leaves one out that fits.</remarks>
public sealed record SensorQuery
{
    /// <summary>The type of the entities: the streams of sensors.</summary>
    public const string Type = "DeviceMeasurement";

    /// <summary>Attributes whose values are names, to be understood under the same @context as the query.</summary>
    public const string ExpandValues = "quantityKind,sensorKind";

    /// <summary>The condition on attributes; null for none.</summary>
    public string? Q { get; init; }

    /// <summary>The condition on scopes; null for none.</summary>
    public string? ScopeQ { get; init; }

    /// <summary>How the place lies to the geometry, such as <c>near;maxDistance==100</c>; null for no condition.</summary>
    public string? Georel { get; init; }

    /// <summary>The type of the geometry; null for no condition.</summary>
    public string? Geometry { get; init; }

    /// <summary>The coordinates of the geometry, as JSON; null for no condition.</summary>
    public string? Coordinates { get; init; }

    /// <summary>The query for a need.</summary>
    /// <param name="need">The need.</param>
    /// <param name="now">The time at which it is asked; none for a query that finds those too that are fresh only later.</param>
    public static SensorQuery Of(SensorNeed need, Instant now) => QueryText.Of(need, now);

    /// <summary>The parameters of a request, after the question mark.</summary>
    public string ToQueryString() => string.Join('&', Parameters().Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value)}"));

    /// <summary>The body of a query (5.2.23); but for its type a subscription has the same members.</summary>
    public JsonObject ToBody()
    {
        var body = new JsonObject { ["type"] = "Query", ["entities"] = new JsonArray(new JsonObject { ["type"] = Type }) };
        if (Q is not null)
            (body["q"], body["expandValues"]) = (Q, new JsonArray([.. ExpandValues.Split(',').Select(name => JsonValue.Create(name))]));
        if (ScopeQ is not null)
            body["scopeQ"] = ScopeQ;
        if (Georel is not null)
            body["geoQ"] = new JsonObject { ["georel"] = Georel, ["geometry"] = Geometry, ["coordinates"] = JsonNode.Parse(Coordinates!) };
        return body;
    }

    private IEnumerable<(string Name, string Value)> Parameters()
    {
        yield return ("type", Type);
        if (Q is not null)
            yield return ("q", Q);
        if (Q is not null)
            yield return ("expandValues", ExpandValues);
        if (ScopeQ is not null)
            yield return ("scopeQ", ScopeQ);
        if (Georel is null)
            yield break;
        yield return ("georel", Georel);
        yield return ("geometry", Geometry!);
        yield return ("coordinates", Coordinates!);
    }
}

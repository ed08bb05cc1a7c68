using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Catalogue;

namespace Waziup.Ngsi.Sensors.Discovery;

/// <summary>Writes a need in the query language, as far as that can say it.</summary>
internal static class QueryText
{
    // Another broker may take the earth as an ellipsoid, half a percent off; the judge measures again.
    private const double Slack = 1.01;

    public static SensorQuery Of(SensorNeed need, Instant now)
    {
        var conditions = string.Join(';', Conditions(need, now));
        var query = new SensorQuery
        {
            Q = conditions.Length == 0 ? null : conditions,
            ScopeQ = need.Scopes.IsEmpty ? null : string.Join(',', need.Scopes.Select(scope => scope + "/#")),
        };
        return need.Place switch
        {
            NeedPlace.Near near => query with
            {
                Georel = $"near;maxDistance=={Number(Math.Ceiling(near.Metres * Slack) + 1)}",
                Geometry = "Point",
                Coordinates = Position(near.Centre),
            },
            // What touches the border is found too: whether it is in is for the judge.
            NeedPlace.Area area => query with
            {
                Georel = "intersects",
                Geometry = "Polygon",
                Coordinates = $"[{string.Join(',', area.Rings.Select(ring => $"[{string.Join(',', ring.Select(Position))}]"))}]",
            },
            _ => query,
        };
    }

    private static IEnumerable<string> Conditions(SensorNeed need, Instant now)
    {
        if (need.QuantityKind is { } quantity)
            yield return $"(quantityKind=={Text(quantity)}|controlledProperty=={Text(Quantities.PropertyOf(quantity))})";
        if (need.ControlledProperty is { } property)
            yield return $"controlledProperty=={Text(property)}";
        if (need.SensorKind is { } kind)
            yield return $"sensorKind=={Text(kind)}";
        if (!need.Owners.IsEmpty)
            yield return $"owner=={string.Join(',', need.Owners.Select(Text))}";
        if (need.Fresh is { } age && !now.IsNone)
            yield return $"(numValue.observedAt>={Back(now, age)}|textValue.observedAt>={Back(now, age)})";
    }

    private static Instant Back(Instant now, TimeSpan age) => Instant.Of(now.ToDateTimeOffset() - age);

    // The query language has texts as JSON writes them (4.9).
    private static string Text(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static string Position(Spot spot) => $"[{Number(spot.Longitude)},{Number(spot.Latitude)}]";

    // Without exponents, which coordinates do not need; what lies below is less than a thousandth of a millimetre.
    private static string Number(double number) => number.ToString("0.##############", CultureInfo.InvariantCulture);
}

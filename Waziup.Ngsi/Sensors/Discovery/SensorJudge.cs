using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Catalogue;
using Waziup.Ngsi.Sensors.Pipeline;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Discovery;

/// <summary>Says whether a sensor fits a need: all of it, also what no query can say (units, quality, freshness later on).</summary>
/// <remarks>
/// It looks at the entity alone, normalized, as the caller sees it; so a query and a change that is told of are judged alike. Of several instances the
/// one without a dataset counts, which is the processed one. Immutable.
/// </remarks>
public sealed class SensorJudge(SensorNeed need)
{
    // No time is later that can be written.
    private static readonly Instant Latest = Instant.Of(DateTimeOffset.MaxValue);

    /// <summary>Judges an entity at a time.</summary>
    /// <returns>How it fits; null where it does not.</returns>
    public SensorFit? Judge(JsonElement entity, Instant now)
    {
        if (!IsWanted(entity) || !IsInScope(entity))
            return null;
        if (!IsThere(entity, out var metres))
            return null;
        var (observedAt, quality) = LastValue(entity);
        if (need.Quality is { } worst && quality > worst)
            return null;
        var freshUntil = need.Fresh is { } age && !observedAt.IsNone ? new Instant(Math.Min(observedAt.Micros + (age.Ticks / TimeSpan.TicksPerMicrosecond), Latest.Micros)) : Instant.None;
        if (need.Fresh is not null && (freshUntil.IsNone || freshUntil < now))
            return null;
        var code = Stored.Text(entity, "numValue", "unitCode") ?? Stored.Text(entity, "unit", "unitCode");
        if (need.UnitCode is { } wanted && (code is null || !Units.AreConvertible(code, wanted)))
            return null;
        return new SensorFit(entity.GetProperty("id").GetString()!)
        {
            Device = Stored.Link(entity, "refDevice"),
            UnitCode = code,
            Conversion = ConversionOf(code),
            ObservedAt = observedAt,
            FreshUntil = freshUntil,
            Quality = quality,
            Metres = metres,
        };
    }

    private UnitConversion? ConversionOf(string? code) =>
        code is not null && need.UnitCode is { } wanted && Units.TryConversion(code, wanted, out var conversion) && !conversion.IsNothing ? conversion : null;

    private bool IsWanted(JsonElement entity) =>
        Stored.Words(entity, "type").Contains(SensorQuery.Type)
        && (need.ControlledProperty is not { } property || Stored.Texts(entity, "controlledProperty").Contains(property))
        && (need.SensorKind is not { } kind || Stored.Texts(entity, "sensorKind", "vocab").Contains(kind))
        && (need.Owners.IsEmpty || Stored.Texts(entity, "owner", "object").Any(owner => need.Owners.Contains(owner)))
        && (need.QuantityKind is not { } quantity || Measures(entity, quantity));

    /// <summary>A sensor that names its quantity has to name this one; one that has a word alone fits where the word stands for nothing else.</summary>
    private static bool Measures(JsonElement entity, string quantity)
    {
        if (Stored.Instance(entity, "quantityKind") is not null)
            return Stored.Texts(entity, "quantityKind", "vocab").Contains(quantity);
        var property = Quantities.PropertyOf(quantity);
        return Quantities.OfProperty(property).Length <= 1 && Stored.Texts(entity, "controlledProperty").Contains(property);
    }

    private bool IsInScope(JsonElement entity) => need.Scopes.IsEmpty || Stored.Words(entity, "scope").Any(scope => need.Scopes.Any(
        wanted => scope == wanted || scope.StartsWith(wanted + "/", StringComparison.Ordinal)));

    private bool IsThere(JsonElement entity, out double? metres)
    {
        metres = null;
        if (need.Place is null)
            return true;
        if (SpotOf(entity) is not { } spot)
            return false;
        if (need.Place is NeedPlace.Area area)
            return Earth.Holds(area, spot);
        var near = (NeedPlace.Near)need.Place;
        metres = Earth.Metres(near.Centre, spot);
        return metres <= near.Metres;
    }

    private static Spot? SpotOf(JsonElement entity) =>
        Stored.Value(entity, "location") is { } place && PlaceForm.OfGeoJson(place) is { } position ? new Spot(position[0], position[1]) : null;

    /// <summary>The time and the flag of the last value; one without a time is earlier than any with one.</summary>
    private static (Instant ObservedAt, int Quality) LastValue(JsonElement entity)
    {
        var (last, quality) = (Instant.None, (int?)null);
        foreach (var name in new[] { "numValue", "textValue" })
        {
            if (Stored.Instance(entity, name) is not { } value)
                continue;
            var time = Instant.TryParse(Stored.Word(value, "observedAt") ?? "", out var observed) ? observed : Instant.None;
            if (quality is null || time > last)
                (last, quality) = (time, FlagOf(value));
        }
        return (last, quality ?? (int)Flag.NotEvaluated);
    }

    private static int FlagOf(JsonElement value) =>
        Stored.Value(value, "quality") is { ValueKind: JsonValueKind.Number } flag && flag.TryGetInt32(out var number) ? number : (int)Flag.NotEvaluated;
}

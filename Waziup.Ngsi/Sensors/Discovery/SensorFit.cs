using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Catalogue;

namespace Waziup.Ngsi.Sensors.Discovery;

/// <summary>A sensor that fits a need.</summary>
/// <param name="Id">The id of its entity.</param>
/// <remarks>Immutable.</remarks>
public sealed record SensorFit(string Id)
{
    /// <summary>The id of its device; null where it names none.</summary>
    public string? Device { get; init; }

    /// <summary>The unit that it measures in; null where it has none.</summary>
    public string? UnitCode { get; init; }

    /// <summary>How its numbers become numbers in the unit of the need; null where they stay what they are.</summary>
    public UnitConversion? Conversion { get; init; }

    /// <summary>When its last value was measured; none where there is none yet.</summary>
    public Instant ObservedAt { get; init; } = Instant.None;

    /// <summary>Until when that is fresh enough; none for ever.</summary>
    public Instant FreshUntil { get; init; } = Instant.None;

    /// <summary>The flag of its last value.</summary>
    public int Quality { get; init; }

    /// <summary>How far it is from the place of the need; null where the need has no such place.</summary>
    public double? Metres { get; init; }
}

using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors;

/// <summary>What a device has told of one of its sensors.</summary>
/// <param name="Sensor">Which sensor, as the device calls it: a name, or a channel.</param>
/// <param name="Value">A number, a text, a truth, or something made of these.</param>
/// <param name="Time">When it was measured; none where the device does not say.</param>
/// <remarks>Immutable.</remarks>
public sealed record Reading(string Sensor, JsonElement Value, Instant Time)
{
    /// <summary>The quantity that it is of, by its name in the catalogue; null where the format does not say.</summary>
    public string? Quantity { get; init; }

    /// <summary>The unit, as a code of UN/CEFACT recommendation 20; null where the format does not say.</summary>
    public string? UnitCode { get; init; }

    /// <summary>Whether it told a unit that has no code: then it is not in that of its sensor.</summary>
    public bool HasUnknownUnit { get; init; }
}

using System.Collections.Immutable;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>What became of what a device has sent.</summary>
/// <param name="Stored">How many readings are stored.</param>
/// <param name="IsPending">Whether the others wait with their device for an approval: the last ones are kept in it, and not stored.</param>
/// <param name="Refused">Sensors whose readings were refused; those of the others are stored.</param>
/// <remarks>Immutable.</remarks>
public sealed record Receipt(int Stored, bool IsPending, ImmutableArray<RefusedSensor> Refused)
{
    /// <summary>What the codec of the device remarks of the payload, which was read all the same.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}

/// <summary>A sensor whose readings were refused.</summary>
/// <param name="Sensor">What the device calls it.</param>
/// <param name="Error">Why.</param>
public sealed record RefusedSensor(string Sensor, NgsiLdError Error);

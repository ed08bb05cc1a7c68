using System.Collections.Immutable;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>A device that was registered.</summary>
/// <param name="Id">The id of its entity.</param>
/// <param name="Parts">The ids of the entities of its sensors and actuators.</param>
/// <param name="WasPending">Whether it had waited for this.</param>
/// <param name="Warnings">What is odd about the registration, but goes.</param>
/// <remarks>Immutable.</remarks>
public sealed record RegisteredDevice(string Id, ImmutableArray<string> Parts, bool WasPending, ImmutableArray<FormRemark> Warnings);

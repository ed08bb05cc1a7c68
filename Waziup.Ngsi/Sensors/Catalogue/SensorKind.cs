using System.Collections.Immutable;

namespace Waziup.Ngsi.Sensors.Catalogue;

/// <summary>A kind of sensor.</summary>
/// <param name="Name">Its name, such as <c>SoilHumiditySensor</c>; what <c>sensorKind</c> of a sensor says.</param>
/// <param name="Label">What people call it; what <c>deviceType</c> says.</param>
/// <param name="Quantities">The names of the quantities that such sensors measure.</param>
/// <remarks>Immutable.</remarks>
public sealed record SensorKind(string Name, string Label, ImmutableArray<string> Quantities);

using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Waziup.Ngsi.Sensors.Codecs.CayenneLpp;

/// <summary>The types of Cayenne LPP: those that myDevices has published, and those that libraries for it have added.</summary>
internal static class LppTypes
{
    /// <summary>What one step of the altitude in a position means, in metres.</summary>
    public const decimal AltitudeScale = 0.01m;

    public static readonly ImmutableArray<LppType> All =
    [
        // Published.
        new(0, "digital_in", LppForm.Number, 1, false, 1),
        new(1, "digital_out", LppForm.Number, 1, false, 1),
        new(2, "analog_in", LppForm.Number, 2, true, 0.01m),
        new(3, "analog_out", LppForm.Number, 2, true, 0.01m),
        new(101, "luminosity", LppForm.Number, 2, false, 1, "LUX", "Illuminance"),
        new(102, "presence", LppForm.Number, 1, false, 1, Quantity: "Presence"),
        new(103, "temperature", LppForm.Number, 2, true, 0.1m, "CEL", "Temperature"),
        new(104, "relative_humidity", LppForm.Number, 1, false, 0.5m, "P1", "RelativeHumidity"),
        new(113, "accelerometer", LppForm.Axes, 2, true, 0.001m, "K40", "Acceleration"),
        new(115, "barometric_pressure", LppForm.Number, 2, false, 0.1m, "A97", "AtmosphericPressure"),
        new(134, "gyrometer", LppForm.Axes, 2, true, 0.01m, "E96", "RotationalSpeed"),
        new(136, "gps", LppForm.Position, 3, true, 0.0001m, Quantity: "Position"),

        // Added.
        new(100, "generic", LppForm.Number, 4, false, 1),
        new(116, "voltage", LppForm.Number, 2, false, 0.01m, "VLT", "Voltage"),
        new(117, "current", LppForm.Number, 2, false, 0.001m, "AMP", "ElectricCurrent"),
        new(118, "frequency", LppForm.Number, 4, false, 1, "HTZ", "Frequency"),
        new(120, "percentage", LppForm.Number, 1, false, 1, "P1"),
        new(121, "altitude", LppForm.Number, 2, true, 1, "MTR"),
        new(125, "concentration", LppForm.Number, 2, false, 1, "59", "ChemicalAgentConcentration"),
        new(128, "power", LppForm.Number, 2, false, 1, "WTT", "ActivePower"),
        new(130, "distance", LppForm.Number, 4, false, 0.001m, "MTR", "Distance"),
        new(131, "energy", LppForm.Number, 4, false, 0.001m, "KWH", "Energy"),
        new(132, "direction", LppForm.Number, 2, false, 1, "DD"),
        new(133, "unix_time", LppForm.Number, 4, false, 1, "SEC", "Timestamp"),
        new(135, "colour", LppForm.Colour, 1, false, 1, Quantity: "Color"),
        new(142, "switch", LppForm.Switch, 1, false, 1),
    ];

    private static readonly FrozenDictionary<byte, LppType> ByNumber = All.ToFrozenDictionary(type => type.Number);

    private static readonly FrozenDictionary<string, LppType> ByName = All.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    public static LppType? Find(byte number) => ByNumber.GetValueOrDefault(number);

    public static LppType? Find(string name) => ByName.GetValueOrDefault(name);
}

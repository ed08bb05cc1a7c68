using Waziup.Ngsi.Sensors.Pipeline;

namespace Waziup.Ngsi.Sensors.Tests.Pipeline;

/// <summary>Degrees, knots and pressures.</summary>
sealed class FewUnits : IUnits
{
    public static readonly FewUnits Instance = new();

    static readonly Dictionary<string, (char Dimension, double Factor, double Offset)> Table = new()
    {
        ["KEL"] = ('t', 1, 0),
        ["CEL"] = ('t', 1, 273.15),
        ["FAH"] = ('t', 5 / 9d, 273.15 - (32 * 5 / 9d)),
        ["MTS"] = ('v', 1, 0),
        ["KNT"] = ('v', 1852 / 3600d, 0),
        ["KPA"] = ('p', 1000, 0),
        ["PAL"] = ('p', 1, 0),
    };

    public bool TryConvert(double value, string from, string to, out double converted)
    {
        converted = 0;
        if (!Table.TryGetValue(from, out var a) || !Table.TryGetValue(to, out var b) || a.Dimension != b.Dimension)
            return false;
        converted = ((value * a.Factor) + a.Offset - b.Offset) / b.Factor;
        return true;
    }
}

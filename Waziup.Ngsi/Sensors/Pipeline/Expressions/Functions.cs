using System.Collections.Frozen;

namespace Waziup.Ngsi.Sensors.Pipeline.Expressions;

/// <summary>The functions and operators of expressions.</summary>
internal static class Functions
{
    /// <summary>Functions by name, with how many arguments they take.</summary>
    public static readonly FrozenDictionary<string, (int Least, int Most, Func<double[], double> Of)> ByName =
        new Dictionary<string, (int, int, Func<double[], double>)>(StringComparer.Ordinal)
        {
            ["abs"] = (1, 1, a => Math.Abs(a[0])),
            ["min"] = (1, 16, a => a.Min()),
            ["max"] = (1, 16, a => a.Max()),
            ["round"] = (1, 2, a => Round(a[0], a.Length > 1 ? a[1] : 0)),
            ["floor"] = (1, 1, a => Math.Floor(a[0])),
            ["ceil"] = (1, 1, a => Math.Ceiling(a[0])),
            ["sqrt"] = (1, 1, a => Math.Sqrt(a[0])),
            ["exp"] = (1, 1, a => Math.Exp(a[0])),
            ["ln"] = (1, 1, a => Math.Log(a[0])),
            ["log10"] = (1, 1, a => Math.Log10(a[0])),
            ["pow"] = (2, 2, a => Math.Pow(a[0], a[1])),
            ["clamp"] = (3, 3, a => a[1] <= a[2] ? Math.Clamp(a[0], a[1], a[2]) : double.NaN),
            ["sin"] = (1, 1, a => Math.Sin(a[0])),
            ["cos"] = (1, 1, a => Math.Cos(a[0])),
            ["atan2"] = (2, 2, a => Math.Atan2(a[0], a[1])),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Operators between two numbers.</summary>
    public static readonly FrozenDictionary<string, Func<double[], double>> Operators = new Dictionary<string, Func<double[], double>>(StringComparer.Ordinal)
    {
        ["+"] = a => a[0] + a[1],
        ["-"] = a => a[0] - a[1],
        ["*"] = a => a[0] * a[1],
        ["/"] = a => a[1] == 0 ? double.NaN : a[0] / a[1],
        ["%"] = a => a[0] % a[1],
        ["^"] = a => Math.Pow(a[0], a[1]),
        ["=="] = a => a[0] == a[1] ? 1 : 0,
        ["!="] = a => a[0] != a[1] ? 1 : 0,
        ["<"] = a => a[0] < a[1] ? 1 : 0,
        ["<="] = a => a[0] <= a[1] ? 1 : 0,
        [">"] = a => a[0] > a[1] ? 1 : 0,
        [">="] = a => a[0] >= a[1] ? 1 : 0,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Halves go away from zero.
    private static double Round(double value, double decimals) => decimals is < 0 or > 15 || decimals != Math.Floor(decimals)
        ? double.NaN : Math.Round(value, (int)decimals, MidpointRounding.AwayFromZero);
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Waziup.Ngsi.Sensors.Catalogue;

/// <summary>The units that sensors measure in, by their codes of UN/CEFACT recommendation 20.</summary>
/// <remarks>
/// They lie in <c>units.csv</c>, a line for each, because a table of five hundred facts is compared and corrected as one: its base units are those of
/// the SI, a factor is a number or a fraction, <c>number in base units = (number + offset) × factor</c>.
/// </remarks>
public static class Units
{
    private static readonly FrozenDictionary<string, Unit> ByCode =
        Table.Read("units.csv", OfCells).ToFrozenDictionary(unit => unit.Code, StringComparer.Ordinal);

    /// <summary>All of them, in the order of their codes.</summary>
    public static ImmutableArray<Unit> All { get; } = [.. ByCode.Values.OrderBy(unit => unit.Code, StringComparer.Ordinal)];

    /// <summary>The unit with a code; null where there is none that the catalogue knows.</summary>
    public static Unit? Find(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>Whether numbers in one unit can be told in another one.</summary>
    /// <remarks>Also two codes that the catalogue does not know, where they are the same.</remarks>
    public static bool AreConvertible(string from, string to) =>
        from == to || (Find(from) is { } left && Find(to) is { } right && left.Dimension == right.Dimension);

    /// <summary>How numbers in one unit become numbers in another one.</summary>
    /// <returns>False where the catalogue does not know one of them, or they measure different things.</returns>
    public static bool TryConversion(string from, string to, [NotNullWhen(true)] out UnitConversion? conversion)
    {
        conversion = Find(from) is { } left && Find(to) is { } right && left.Dimension == right.Dimension ? new UnitConversion(left, right) : null;
        return conversion is not null;
    }

    /// <summary>Converts a number.</summary>
    /// <returns>False, and the number as it was, where the units are not convertible.</returns>
    public static bool TryConvert(double value, string from, string to, out double converted)
    {
        converted = value;
        if (from == to)
            return true;
        if (!TryConversion(from, to, out var conversion))
            return false;
        converted = conversion.Apply(value);
        return true;
    }

    private static Unit OfCells(string[] cells) => new(cells[0], cells[1], cells[2], cells[3])
    {
        Factor = Factor.Parse(cells[4]),
        Offset = cells[5].Length == 0 ? 0 : Factor.Parse(cells[5]).Above,
        IsDeprecated = cells[6] == "deprecated",
    };
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Waziup.Ngsi.Sensors.Catalogue;

/// <summary>The units by the names that WAZIUP gives them, and by what people write.</summary>
internal static class UnitNames
{
    private static readonly FrozenDictionary<string, UnitName> ByName =
        Table.Read("unit-names.csv", OfCells).ToFrozenDictionary(name => name.Name, StringComparer.Ordinal);

    // A symbol that stands for several units stands for none.
    private static readonly FrozenDictionary<string, UnitName> BySymbol = Units.All
        .GroupBy(unit => unit.Symbol, StringComparer.Ordinal)
        .Where(group => group.Count(unit => !unit.IsDeprecated) <= 1)
        .Select(group => group.OrderBy(unit => unit.IsDeprecated).First())
        .ToFrozenDictionary(unit => unit.Symbol, unit => new UnitName(unit.Symbol, unit.Code, 1, null), StringComparer.Ordinal);

    /// <summary>The names of WAZIUP.</summary>
    public static ImmutableArray<UnitName> All { get; } = [.. ByName.Values.OrderBy(name => name.Name, StringComparer.Ordinal)];

    /// <summary>What a text means that somebody wrote for a unit: a name of WAZIUP, a symbol or a code; null where it is none of these.</summary>
    /// <remarks>In this order: <c>A</c> and <c>h</c> are symbols, and no code is a name.</remarks>
    public static UnitName? Find(string text) =>
        ByName.GetValueOrDefault(text) ?? BySymbol.GetValueOrDefault(text) ?? (Units.Find(text) is { } unit ? new UnitName(text, unit.Code, 1, null) : null);

    private static UnitName OfCells(string[] cells) => new(
        cells[0],
        cells[1].Length == 0 ? null : cells[1],
        double.Parse(cells[2], CultureInfo.InvariantCulture),
        cells[3].Length == 0 ? null : cells[3]);
}

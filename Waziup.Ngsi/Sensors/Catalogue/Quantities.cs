using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Waziup.Ngsi.Sensors.Catalogue;

/// <summary>The kinds of quantities that the catalogue knows; they lie in <c>quantities.csv</c>.</summary>
public static class Quantities
{
    private static readonly FrozenDictionary<string, Quantity> ByName = Table
        .Read("quantities.csv", cells => new Quantity(cells[0], cells[1], [.. Table.Words(cells[2])]))
        .ToFrozenDictionary(quantity => quantity.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, ImmutableArray<Quantity>> ByProperty = ByName.Values
        .GroupBy(quantity => quantity.Property, StringComparer.Ordinal)
        .ToFrozenDictionary(
            group => group.Key, group => group.OrderBy(quantity => quantity.Name, StringComparer.Ordinal).ToImmutableArray(), StringComparer.Ordinal);

    /// <summary>All of them, in the order of their names.</summary>
    internal static ImmutableArray<Quantity> All { get; } = [.. ByName.Values.OrderBy(quantity => quantity.Name, StringComparer.Ordinal)];

    /// <summary>The quantity of a name; null where the catalogue does not know it.</summary>
    public static Quantity? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The quantities that a word of <c>controlledProperty</c> stands for.</summary>
    internal static ImmutableArray<Quantity> OfProperty(string property) => ByProperty.GetValueOrDefault(property, []);

    /// <summary>What <c>controlledProperty</c> says of a quantity: its word, or for one that is not known its name with a small first letter.</summary>
    public static string PropertyOf(string name) =>
        Find(name)?.Property ?? (name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name[1..]);
}

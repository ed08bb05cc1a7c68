using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Waziup.Ngsi.Sensors.Catalogue;

/// <summary>The kinds of sensors that the catalogue knows; they lie in <c>sensor-kinds.csv</c>.</summary>
public static class SensorKinds
{
    private static readonly FrozenDictionary<string, SensorKind> ByName = Table
        .Read("sensor-kinds.csv", cells => new SensorKind(cells[0], cells[1], [.. Table.Words(cells[2])]))
        .ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>All of them, in the order of their names.</summary>
    internal static ImmutableArray<SensorKind> All { get; } = [.. ByName.Values.OrderBy(kind => kind.Name, StringComparer.Ordinal)];

    /// <summary>The kind of a name; null where the catalogue does not know it.</summary>
    public static SensorKind? Find(string name) => ByName.GetValueOrDefault(name);
}

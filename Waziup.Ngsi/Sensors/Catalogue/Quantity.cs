using System.Collections.Immutable;

namespace Waziup.Ngsi.Sensors.Catalogue;

/// <summary>A kind of quantity that sensors measure.</summary>
/// <param name="Name">Its name, such as <c>SoilHumidity</c>; what <c>quantityKind</c> of a sensor says.</param>
/// <param name="Property">The word of the Smart Data Models for it, or one of ours in their spelling; what <c>controlledProperty</c> says.</param>
/// <param name="UnitCodes">Codes of the units that it is usually measured in, the most usual first; none where it has no unit.</param>
/// <remarks>Immutable. Several quantities may share a word: an air and a soil thermometer both control <c>temperature</c>.</remarks>
public sealed record Quantity(string Name, string Property, ImmutableArray<string> UnitCodes)
{
    /// <summary>Whether a unit suits it: one that is convertible into one of the usual ones.</summary>
    public bool Allows(string unitCode) => UnitCodes.Any(usual => Units.AreConvertible(unitCode, usual));
}

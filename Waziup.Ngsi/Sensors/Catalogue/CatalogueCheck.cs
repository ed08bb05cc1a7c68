namespace Waziup.Ngsi.Sensors.Catalogue;

/// <summary>What is odd about a sensor. It warns and refuses nothing: somebody's sensor may measure what no catalogue knows.</summary>
internal static class CatalogueCheck
{
    /// <summary>Looks at what a sensor says of itself; what it does not say is null.</summary>
    /// <returns>The member that is meant (<c>sensorKind</c>, <c>quantityKind</c> or <c>unitCode</c>) and what is odd about it.</returns>
    public static IEnumerable<(string Member, string Message)> Warnings(string? sensorKind, string? quantityKind, string? unitCode)
    {
        var kind = sensorKind is null ? null : SensorKinds.Find(sensorKind);
        var quantity = quantityKind is null ? null : Quantities.Find(quantityKind);
        if (sensorKind is not null && kind is null)
            yield return ("sensorKind", $"The catalogue has no kind of sensor {sensorKind}.");
        if (quantityKind is not null && quantity is null)
            yield return ("quantityKind", $"The catalogue has no quantity {quantityKind}.");
        if (kind is not null && quantity is not null && !kind.Quantities.Contains(quantity.Name))
            yield return ("quantityKind", $"A {kind.Name} measures {string.Join(", ", kind.Quantities)}, usually not {quantity.Name}.");
        if (unitCode is null)
            yield break;
        if (Units.Find(unitCode) is not { } unit)
            yield return ("unitCode", $"The catalogue has no unit with the code {unitCode}; numbers in it are not converted.");
        else if (unit.IsDeprecated)
            yield return ("unitCode", $"The code {unitCode} ({unit.Name}) is deprecated.");
        if (quantity is not null && !quantity.Allows(unitCode))
            yield return ("unitCode", quantity.UnitCodes.IsEmpty
                ? $"{quantity.Name} has no unit."
                : $"{quantity.Name} is measured in {string.Join(", ", quantity.UnitCodes)}, and {unitCode} is not convertible into these.");
    }
}

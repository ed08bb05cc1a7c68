namespace Waziup.Ngsi.Sensors.Catalogue;

/// <summary>A unit that sensors measure in.</summary>
/// <param name="Code">Its code of UN/CEFACT recommendation 20, as <c>unitCode</c> has it.</param>
/// <param name="Dimension">What it measures, such as <c>pressure</c>; units of one dimension are convertible.</param>
/// <param name="Symbol">How people write it.</param>
/// <param name="Name">What people call it.</param>
/// <remarks>Immutable.</remarks>
public sealed record Unit(string Code, string Dimension, string Symbol, string Name)
{
    /// <summary>Whether the recommendation asks to use another one instead.</summary>
    public bool IsDeprecated { get; init; }

    /// <summary>How many of the base unit of its dimension it is.</summary>
    internal Factor Factor { get; init; }

    /// <summary>What is added to a number in this unit before the factor: how far its zero lies above that of the base unit.</summary>
    internal decimal Offset { get; init; }
}

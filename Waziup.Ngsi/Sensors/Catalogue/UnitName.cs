namespace Waziup.Ngsi.Sensors.Catalogue;

/// <summary>A unit as WAZIUP names it, and how it is told in a code.</summary>
/// <param name="Name">The name, such as <c>DegreeCelsius</c>.</param>
/// <param name="Code">The code of UN/CEFACT recommendation 20; null where there is none, and the name stays a text for people.</param>
/// <param name="Factor">What a number is multiplied by when it is told with the code.</param>
/// <param name="Note">What the code does not say; null where it says all.</param>
/// <remarks>Immutable.</remarks>
internal sealed record UnitName(string Name, string? Code, double Factor, string? Note);

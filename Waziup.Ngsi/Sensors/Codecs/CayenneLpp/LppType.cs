namespace Waziup.Ngsi.Sensors.Codecs.CayenneLpp;

/// <summary>How the bytes of a type make a value.</summary>
internal enum LppForm
{
    /// <summary>One integer, scaled.</summary>
    Number,

    /// <summary>One byte: zero is false, anything else true.</summary>
    Switch,

    /// <summary>Three integers, scaled: x, y and z.</summary>
    Axes,

    /// <summary>Three bytes: red, green and blue, written <c>#rrggbb</c>.</summary>
    Colour,

    /// <summary>Three integers of 24 bits: latitude and longitude by 0.0001 degrees, altitude by 0.01 m. A GeoJSON point.</summary>
    Position,
}

/// <summary>A type of Cayenne LPP.</summary>
/// <param name="Number">The byte that stands for it.</param>
/// <param name="Name">Its name, as The Things Stack gives it where that knows it.</param>
/// <param name="Form">How its bytes make a value.</param>
/// <param name="Width">Bytes of each of its integers.</param>
/// <param name="IsSigned">Whether these can be negative.</param>
/// <param name="Scale">What one step of them means.</param>
/// <param name="UnitCode">The unit of the value.</param>
/// <param name="Quantity">The quantity in the catalogue, where the type is of one.</param>
internal sealed record LppType(
    byte Number, string Name, LppForm Form, int Width, bool IsSigned, decimal Scale, string? UnitCode = null, string? Quantity = null);

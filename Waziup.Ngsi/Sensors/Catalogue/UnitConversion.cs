namespace Waziup.Ngsi.Sensors.Catalogue;

/// <summary>How numbers in one unit become numbers in another one of the same dimension.</summary>
/// <remarks>Immutable. Made by <see cref="Units.TryConversion"/>.</remarks>
public sealed class UnitConversion
{
    // From 1e-13 up a decimal holds the fifteen digits that a double has for people; up to 1e13 nothing of it overflows below.
    private const double Least = 1e-13;
    private const double Most = 1e13;
    private const double MostProduct = 7e28;

    private readonly Unit _from;
    private readonly Unit _to;

    internal UnitConversion(Unit from, Unit to) => (_from, _to) = (from, to);

    /// <summary>Whether numbers stay what they are.</summary>
    public bool IsNothing => _from.Factor == _to.Factor && _from.Offset == _to.Offset;

    /// <summary>The number in the other unit.</summary>
    /// <remarks>Reckoned in decimals, so that 0.07 m are 70 mm and 32 °F are 0 °C; very large and very small numbers in binary ones.</remarks>
    public double Apply(double value)
    {
        if (IsNothing || !double.IsFinite(value))
            return value;
        var (multiply, divide) = ((double)_from.Factor.Above * (double)_to.Factor.Below, (double)_from.Factor.Below * (double)_to.Factor.Above);
        var product = (value + (double)_from.Offset) * multiply;
        return Fits(value) && Fits(product / divide) && Fits(multiply) && Fits(divide) && Math.Abs(product) < MostProduct
            ? (double)InDecimal((decimal)value)
            : (product / divide) - (double)_to.Offset;
    }

    private decimal InDecimal(decimal value) =>
        ((value + _from.Offset) * (_from.Factor.Above * _to.Factor.Below) / (_from.Factor.Below * _to.Factor.Above)) - _to.Offset;

    private static bool Fits(double number) => number == 0 || Math.Abs(number) is >= Least and <= Most;
}

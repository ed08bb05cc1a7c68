namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>Converts values between units.</summary>
public interface IUnits
{
    /// <summary>Converts a value between two units of one dimension.</summary>
    /// <param name="value">The value in the first unit.</param>
    /// <param name="from">The unit it has, as a code of UN/CEFACT recommendation 20.</param>
    /// <param name="to">The unit that is wanted.</param>
    /// <param name="converted">The value in the other unit.</param>
    /// <returns>False where one of the units is not known, or they do not measure the same.</returns>
    bool TryConvert(double value, string from, string to, out double converted);
}

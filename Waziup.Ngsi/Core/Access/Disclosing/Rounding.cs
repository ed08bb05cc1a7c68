namespace Waziup.Ngsi.Access.Disclosing;

/// <summary>Rounds numbers to whole steps.</summary>
/// <remarks><b>Not</b> hidden by it: a noisy sensor gives its mean below the step by the average of many rounded readings; who looks often sees the moment of crossing.</remarks>
public static class Rounding
{
    /// <summary>The multiple of a step that is nearest, halves upwards: <c>step·⌊number/step + ½⌋</c> in decimal arithmetic, with the digits of the step.</summary>
    /// <param name="number">The number.</param>
    /// <param name="step">More than 0.</param>
    /// <returns>Null beyond the range of decimal numbers.</returns>
    public static decimal? Of(decimal number, decimal step)
    {
        try
        {
            return decimal.Floor((number / step) + 0.5m) * step;
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}

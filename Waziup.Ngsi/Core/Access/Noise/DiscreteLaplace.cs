namespace Waziup.Ngsi.Access.Noise;

/// <summary>Draws whole numbers: <c>z</c> has a chance in proportion to <c>e^(−|z|/scale)</c>, exactly.</summary>
/// <remarks>Canonne, Kamath, Steinke: The Discrete Gaussian for Differential Privacy (2020), algorithms 1 and 2. Integers alone: no low bits that betray what was added, and the same on every machine.</remarks>
internal static class DiscreteLaplace
{
    /// <summary>Draws one number.</summary>
    /// <param name="bits">Where chance comes from.</param>
    /// <param name="numerator">Of the scale, from 1.</param>
    /// <param name="denominator">Of the scale, from 1.</param>
    public static Int128 Draw(RandomBits bits, long numerator, long denominator)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numerator, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(denominator, 1);
        while (true)
        {
            // Below the numerator with e^(−x/numerator), and as often the numerator as e^(−1) comes: together geometric.
            var below = bits.NextBelow((ulong)numerator);
            if (!IsExponential(bits, below, (ulong)numerator))
                continue;
            Int128 whole = 0;
            while (IsExponential(bits, 1, 1))
                whole++;
            var size = (below + (whole * numerator)) / denominator;
            var isNegative = bits.Next() == 1;
            // 0 must not come twice as often.
            if (!isNegative || size != 0)
                return isNegative ? -size : size;
        }
    }

    /// <summary>True with the chance <c>e^(−part/all)</c>; the part is not more than all.</summary>
    private static bool IsExponential(RandomBits bits, ulong part, ulong all)
    {
        // Von Neumann: the first k where chances of part/(all·k) fail is odd with this chance.
        var k = 1UL;
        while (bits.NextBelow(all) < part && bits.NextBelow(k) == 0)
            k++;
        return k % 2 == 1;
    }
}

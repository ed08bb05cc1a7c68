using System.Globalization;

namespace Waziup.Ngsi.Access.Noise;

/// <summary>2^16 + 1 points at equal distances, on which values lie before noise is added to their sum.</summary>
/// <remarks>Decimals and integers alone. Immutable and thread-safe.</remarks>
internal sealed class Lattice
{
    /// <summary>The number of the last point; by so much one reading can change a sum.</summary>
    public const int Last = 1 << 16;

    /// <summary>How many values a sum may have.</summary>
    public const long MaxCount = 1_000_000_000_000;

    private const decimal MaxBound = 1_000_000_000_000_000;

    private readonly int _digits;

    private Lattice(decimal lowest, decimal highest)
    {
        (Lowest, Highest, Step) = (lowest, highest, (highest - lowest) / Last);
        for (var size = 1m; size > Step; size /= 10)
            _digits++;
    }

    /// <summary>The first point; lower values lie there.</summary>
    public decimal Lowest { get; }

    /// <summary>The last point; higher values lie there.</summary>
    public decimal Highest { get; }

    /// <summary>How far two points are from each other.</summary>
    public decimal Step { get; }

    /// <summary>The lattice between two bounds; null where they are not in order, beyond ±10^15, or so near that decimals do not divide what is between.</summary>
    public static Lattice? Between(decimal lowest, decimal highest) =>
        lowest < highest && lowest >= -MaxBound && highest <= MaxBound && (highest - lowest) / Last * Last == highest - lowest ? new Lattice(lowest, highest) : null;

    /// <summary>The point that is nearest, and of two the higher.</summary>
    public int IndexOf(decimal value) =>
        value <= Lowest ? 0 : value >= Highest ? Last : Math.Min((int)decimal.Floor(((value - Lowest) / Step) + 0.5m), Last);

    /// <inheritdoc cref="IndexOf(decimal)"/>
    /// <param name="number">A JSON number, of whatever size.</param>
    public int IndexOf(ReadOnlySpan<byte> number)
    {
        if (decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            return IndexOf(value);
        return number[0] == '-' ? 0 : Last;
    }

    /// <summary>Insists that so many values can have points of this sum.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are too many, or fewer than none, or not of this sum.</exception>
    public static void Check(Int128 points, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(points, (Int128)count * Last);
    }

    /// <summary>A bound as it is written wherever it decides about noise: without zeros at the end, so that 1.0 is 1.</summary>
    public static string Plain(decimal bound) => bound.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>The sum of so many values whose points have this sum.</summary>
    public decimal Sum(Int128 points, long count) => Rounded((Lowest * count) + (Step * (decimal)points), Lowest * count, Highest * count);

    /// <summary>The mean of so many values whose points have this sum.</summary>
    public decimal Mean(Int128 points, long count) => Rounded(Lowest + (Step * (decimal)points / count), Lowest, Highest);

    /// <summary>With as many digits behind the point as it takes that 10^−digits is not more than the step.</summary>
    private decimal Rounded(decimal number, decimal lowest, decimal highest)
    {
        // 0 with so many digits gives them to what has fewer.
        var rounded = decimal.Round(number, _digits, MidpointRounding.ToEven) + new decimal(0, 0, 0, false, (byte)_digits);
        return Math.Clamp(rounded, lowest, highest);
    }
}

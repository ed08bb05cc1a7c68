using Waziup.Ngsi.Access.Noise;

namespace Waziup.Ngsi.Broker.Releases;

/// <summary>What is published of a cell.</summary>
/// <param name="Group">Of whom.</param>
/// <param name="Index">Which cell.</param>
/// <param name="Mean">As it is; null where there is noise.</param>
/// <param name="Noisy">With noise; null where there is none.</param>
internal readonly record struct ReleasedCell(ReleaseGroup Group, long Index, double? Mean, UnitAnswer? Noisy)
{
    // Decimal numbers end not far beyond.
    private const double MostDecimal = 1e28;

    /// <summary>The mean as a decimal number; null where it is too large for one.</summary>
    public decimal? Decimal => Noisy?.Mean ?? (Mean is { } mean && Math.Abs(mean) < MostDecimal ? (decimal)mean : null);
}

using System.Collections.Frozen;
using Waziup.Ngsi.Sensors.Pipeline.Stages;
using Waziup.Ngsi.Sensors.Pipeline.Windows;

namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>All operations: what <c>op</c> may be.</summary>
internal static class StageTable
{
    private static readonly FrozenDictionary<string, Func<StepReader, IStage>> ByName = new Dictionary<string, Func<StepReader, IStage>>(StringComparer.Ordinal)
    {
        // Cleaning
        ["parseNumber"] = ParseNumber.Read,
        ["map"] = Map.Read,
        ["clockFix"] = ClockFix.Read,
        ["missingTime"] = MissingTime.Read,
        ["duplicates"] = Duplicates.Read,
        ["grossRange"] = GrossRange.Read,
        ["rateOfChange"] = RateOfChange.Read,
        ["spike"] = Spike.Read,
        ["flatLine"] = FlatLine.Read,
        ["gap"] = Gap.Read,
        ["outlierMedian"] = OutlierMedian.Read,
        ["hampel"] = Hampel.Read,
        ["zScore"] = ZScore.Read,
        ["deadband"] = Deadband.Read,
        ["dedup"] = Dedup.Read,
        ["throttle"] = Throttle.Read,
        ["quantise"] = Quantise.Read,

        // Calibration and conversion
        ["linear2"] = Linear2.Read,
        ["affine"] = Affine.Read,
        ["polynomial"] = Polynomial.Read,
        ["table"] = Table.Read,
        ["convertUnit"] = ConvertUnit.Read,
        ["expression"] = Expression.Read,

        // Smoothing
        ["movingAverage"] = Smooth.By(OfLast.Mean),
        ["timeAverage"] = Smooth.By(TimeAverage.Read),
        ["ema"] = Smooth.By(Ema.Read),
        ["emaTime"] = Smooth.By(EmaTime.Read),
        ["median"] = Smooth.By(OfLast.Median),
        ["highPass"] = Smooth.By(Ema.Read),
        ["circularMean"] = Smooth.By(OfLast.CircularMean),

        // Aggregation
        ["tumbling"] = Tumbling.Read,
        ["hopping"] = Hopping.Read,
        ["sliding"] = Sliding.Read,
        ["session"] = SessionWindow.Read,
        ["count"] = CountWindow.Read,

        // Filling
        ["resample"] = Resample.Read,
        ["interpolate"] = Interpolate.Read,
        ["extrapolate"] = Extrapolate.Read,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Their names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    public static bool TryFind(string name, out Func<StepReader, IStage> read) => ByName.TryGetValue(name, out read!);
}

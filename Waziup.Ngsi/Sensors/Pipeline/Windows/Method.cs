using System.Collections.Frozen;

namespace Waziup.Ngsi.Sensors.Pipeline.Windows;

/// <summary>A way to make one value of those of a window.</summary>
/// <param name="KeepsUnit">Whether the result has the unit of the values.</param>
/// <param name="Of">The result; null where the values are too few for it.</param>
internal sealed record Method(bool KeepsUnit, Func<Content, Aggregation, double?> Of)
{
    private static readonly FrozenDictionary<string, Method> ByName = new Dictionary<string, Method>(StringComparer.Ordinal)
    {
        ["count"] = new(false, (it, _) => it.Values.Length),
        ["totalCount"] = new(false, (it, _) => it.Values.Length),
        ["distinctCount"] = new(false, (it, _) => it.Values.Distinct().Count()),
        ["sum"] = new(true, (it, _) => it.Values.Sum()),
        ["avg"] = new(true, (it, _) => Statistics.Mean(it.Values)),
        ["min"] = new(true, (it, _) => it.Values.Min()),
        ["max"] = new(true, (it, _) => it.Values.Max()),
        ["stddev"] = new(true, (it, _) => it.Values.Length < 2 ? null : Statistics.SampleDeviation(it.Values)),
        ["sumsq"] = new(false, (it, _) => it.Values.Sum(value => value * value)),
        ["popStddev"] = new(true, (it, _) => Math.Sqrt(Statistics.Squares(it.Values) / it.Values.Length)),
        ["variance"] = new(false, (it, _) => it.Values.Length < 2 ? null : Statistics.Squares(it.Values) / (it.Values.Length - 1)),
        ["median"] = new(true, (it, _) => Statistics.Median(it.Values)),
        ["percentile"] = new(true, (it, how) => Statistics.Percentile(it.Values, how.Percentile)),
        ["first"] = new(true, (it, _) => it.Values[0]),
        ["last"] = new(true, (it, _) => it.Values[^1]),
        ["range"] = new(true, (it, _) => it.Values.Max() - it.Values.Min()),
        ["timeAverage"] = new(true, (it, _) => Statistics.TimeMean(it.WithBefore, it.Start.Micros, it.End.Micros, isLinear: false)),
        ["integral"] = new(false, (it, how) => Integral(it.WithBefore) / how.UnitSeconds),
        ["rate"] = new(false, (it, _) => it.Last.Time == it.First.Time ? null : (it.Values[^1] - it.Values[0]) / Seconds(it.First, it.Last)),
        ["increase"] = new(true, (it, _) => Increase(it.WithBefore)),
        ["mode"] = new(true, (it, _) => it.Values.GroupBy(value => value).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First().Key),
        ["minAt"] = new(false, (it, _) => it.Samples[Array.IndexOf(it.Values, it.Values.Min())].Time.Micros / 1e6),
        ["maxAt"] = new(false, (it, _) => it.Samples[Array.IndexOf(it.Values, it.Values.Max())].Time.Micros / 1e6),
        ["circularMean"] = new(true, (it, how) => Statistics.CircularMean(it.Values, how.Circle)),
        ["valueCount"] = new(false, (it, how) => it.Values.Count(value => value == how.Value)),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of all methods, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    public static Method? Find(string name) => ByName.GetValueOrDefault(name);

    private static double Seconds(Sample from, Sample to) => (to.Time.Micros - from.Time.Micros) / 1e6;

    private static double Integral(IReadOnlyList<Sample> samples)
    {
        var sum = 0d;
        for (var i = 1; i < samples.Count; i++)
            sum += (samples[i - 1].Value!.Value + samples[i].Value!.Value) / 2 * Seconds(samples[i - 1], samples[i]);
        return sum;
    }

    private static double Increase(IReadOnlyList<Sample> samples)
    {
        var sum = 0d;
        for (var i = 1; i < samples.Count; i++)
            sum += Math.Max(0, samples[i].Value!.Value - samples[i - 1].Value!.Value);
        return sum;
    }
}

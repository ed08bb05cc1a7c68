namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>The line of least squares through the last values goes on; needs three of them.</summary>
/// <param name="Window">Over how many microseconds up to the last value. At most 10,000 values count.</param>
/// <param name="Reach">For how many microseconds: horizon.</param>
/// <param name="Min">The least value that it tells. Default none.</param>
/// <param name="Max">The greatest value that it tells. Default none.</param>
internal sealed record Trend(long Window, long Reach, double Min, double Max) : IForecast
{
    private const int MaxValues = 10_000;

    public static IForecast Read(StepReader step)
    {
        var trend = new Trend(
            step.Micros("window"), step.Micros("horizon"), step.OptionalNumber("min") ?? double.NegativeInfinity, step.OptionalNumber("max") ?? double.PositiveInfinity);
        return trend.Min > trend.Max ? throw step.Fault("max", "has to be at least min") : trend;
    }

    public void Keep(Deque kept, Sample sample)
    {
        kept.Add(sample, MaxValues);
        while (kept[0].Time.Micros < sample.Time.Micros - Window)
            kept.RemoveFirst();
    }

    public double? At(Deque kept, long micros)
    {
        if (kept.Count < 3)
            return null;
        // Seconds from the last value, so that great times do not cost digits.
        var (end, n) = (kept.Last.Time.Micros, kept.Count);
        var (times, values) = (kept.Select(sample => (sample.Time.Micros - end) / 1e6).ToArray(), Values.Of(kept));
        var (meanTime, meanValue) = (Statistics.Mean(times), Statistics.Mean(values));
        var (spread, common) = (Statistics.Squares(times), 0d);
        for (var i = 0; i < n; i++)
            common += (times[i] - meanTime) * (values[i] - meanValue);
        return spread == 0 ? null : Math.Clamp(meanValue + (common / spread * (((micros - end) / 1e6) - meanTime)), Min, Max);
    }
}

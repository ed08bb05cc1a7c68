namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>The mean of the readings one season ago, two seasons ago and so on, and what the last value lies above that profile now.</summary>
/// <param name="Season">Microseconds.</param>
/// <param name="Seasons">How many seasons count. 1 to 52, default 3.</param>
/// <param name="Reach">For how many microseconds: horizon.</param>
/// <param name="Tolerance">How many microseconds a reading may lie beside its place: half a period.</param>
/// <remarks>Needs one full season. At most 20,000 values count.</remarks>
internal sealed record Seasonal(long Season, int Seasons, long Reach, long Tolerance) : IForecast
{
    private const int MaxValues = 20_000;

    public static IForecast Read(StepReader step, long period) =>
        new Seasonal(step.Micros("season"), step.Integer("seasons", 3, 1, 52), step.Micros("horizon"), period / 2);

    public void Keep(Deque kept, Sample sample)
    {
        kept.Add(sample, MaxValues);
        while (kept[0].Time.Micros < sample.Time.Micros - (Season * Seasons) - Tolerance)
            kept.RemoveFirst();
    }

    public double? At(Deque kept, long micros) => Profile(kept, micros) is { } profile && Profile(kept, kept.Last.Time.Micros) is { } now
        ? profile + (kept.Last.Value!.Value - now) : null;

    private double? Profile(Deque kept, long micros)
    {
        var found = new List<double>();
        for (var i = 1; i <= Seasons; i++)
        {
            if (Nearest(kept, micros - (i * Season)) is { } value)
                found.Add(value);
        }
        return found.Count == 0 ? null : Statistics.Mean(found);
    }

    // Of two as near, the earlier.
    private double? Nearest(Deque kept, long micros)
    {
        var (low, high) = (0, kept.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = kept[middle].Time.Micros < micros ? (middle + 1, high) : (low, middle);
        }
        var best = low < kept.Count ? kept[low] : null;
        if (low > 0 && (best is null || micros - kept[low - 1].Time.Micros <= best.Time.Micros - micros))
            best = kept[low - 1];
        return best is not null && Math.Abs(best.Time.Micros - micros) <= Tolerance ? best.Value : null;
    }
}

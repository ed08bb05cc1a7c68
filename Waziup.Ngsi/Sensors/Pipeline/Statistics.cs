namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>What is computed of a few numbers, always in the same order, so that the same numbers give the same result to the last bit.</summary>
internal static class Statistics
{
    public static double Mean(IReadOnlyList<double> values) => values.Sum() / values.Count;

    /// <summary>The sum of the squares of the distances from the mean.</summary>
    public static double Squares(IReadOnlyList<double> values)
    {
        var mean = Mean(values);
        return values.Sum(value => (value - mean) * (value - mean));
    }

    /// <summary>The standard deviation of a sample, divided by n - 1; needs two values.</summary>
    public static double SampleDeviation(IReadOnlyList<double> values) => Math.Sqrt(Squares(values) / (values.Count - 1));

    /// <summary>The middle value; of an even number the mean of the two middle ones.</summary>
    public static double Median(IEnumerable<double> values) => Percentile(values, 50);

    /// <summary>The value at a rank of p hundredths, linear between the closest ranks.</summary>
    public static double Percentile(IEnumerable<double> values, double p)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var rank = p / 100 * (sorted.Length - 1);
        var low = (int)Math.Floor(rank);
        var high = Math.Min(low + 1, sorted.Length - 1);
        // Between two equal neighbours, or at one of them, nothing is computed: what is there comes out unchanged.
        return rank == low || sorted[low] == sorted[high] ? sorted[low]
            : p == 50 ? (sorted[low] + sorted[high]) / 2 : sorted[low] + ((sorted[high] - sorted[low]) * (rank - low));
    }

    /// <summary>The mean direction, from 0 up to the period; null where the directions cancel each other out.</summary>
    public static double? CircularMean(IReadOnlyList<double> values, double period)
    {
        var turn = 2 * Math.PI / period;
        var (sin, cos) = (values.Sum(value => Math.Sin(value * turn)) / values.Count, values.Sum(value => Math.Cos(value * turn)) / values.Count);
        if (Math.Sqrt((sin * sin) + (cos * cos)) < 1e-9)
            return null;
        var mean = Math.Atan2(sin, cos) / turn;
        if (mean < 0)
            mean += period;
        return mean >= period ? 0 : mean;
    }

    /// <summary>The mean over a time, of samples in order of which the first may lie before its start.</summary>
    /// <param name="samples">At least one sample with a value.</param>
    /// <param name="start">Where the time starts, in microseconds.</param>
    /// <param name="end">Where it ends; the last value holds up to there.</param>
    /// <param name="isLinear">Whether values lie on a line between two samples; else each holds until the next one.</param>
    public static double TimeMean(IReadOnlyList<Sample> samples, long start, long end, bool isLinear)
    {
        var covered = end - Math.Max(start, samples[0].Time.Micros);
        if (covered <= 0)
            return samples[samples.Count - 1].Value!.Value;
        var sum = 0d;
        for (var i = 0; i < samples.Count; i++)
        {
            var from = Math.Max(samples[i].Time.Micros, start);
            var to = i + 1 < samples.Count ? samples[i + 1].Time.Micros : end;
            if (to <= from)
                continue;
            var left = samples[i].Value!.Value;
            if (isLinear && i + 1 < samples.Count)
                sum += (At(samples[i], samples[i + 1], from) + samples[i + 1].Value!.Value) / 2 * (to - from);
            else
                sum += left * (to - from);
        }
        return sum / covered;
    }

    /// <summary>The value at a time on the line through two samples; that of the first where they have one time.</summary>
    public static double At(Sample a, Sample b, long micros)
    {
        var (left, right) = (a.Value!.Value, b.Value!.Value);
        return a.Time == b.Time ? left : left + ((right - left) * ((double)(micros - a.Time.Micros) / (b.Time.Micros - a.Time.Micros)));
    }
}

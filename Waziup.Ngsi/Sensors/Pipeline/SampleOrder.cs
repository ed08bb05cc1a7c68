using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>The one order of the samples of a stream: by time, then by receipt, then by what they hold. How they came in does not matter.</summary>
internal sealed class SampleOrder : IComparer<Sample>
{
    public static readonly SampleOrder Instance = new();

    public int Compare(Sample? left, Sample? right)
    {
        if (ReferenceEquals(left, right) || left is null || right is null)
            return (left is null ? 0 : 1) - (right is null ? 0 : 1);
        var order = left.Time.CompareTo(right.Time);
        if (order == 0)
            order = left.Received.CompareTo(right.Received);
        if (order == 0)
            order = Nullable.Compare(left.Value, right.Value);
        if (order == 0)
            order = string.CompareOrdinal(left.Text, right.Text);
        return order != 0 || left.Equals(right) ? order : string.CompareOrdinal(SampleJson.Text(left), SampleJson.Text(right));
    }

    /// <summary>The samples that have a time, in order, each once.</summary>
    public static List<Sample> Sort(IEnumerable<Sample> samples)
    {
        var sorted = samples.ToList();
        sorted.Sort(Instance);
        var last = 0;
        for (var i = 1; i < sorted.Count; i++)
        {
            if (!sorted[i].Equals(sorted[last]))
                sorted[++last] = sorted[i];
        }
        if (sorted.Count > 0)
            sorted.RemoveRange(last + 1, sorted.Count - last - 1);
        return sorted;
    }

    /// <summary>How many of the samples, which are in order, are not later than a time.</summary>
    public static int CountUpTo(IReadOnlyList<Sample> sorted, Instant time)
    {
        var (low, high) = (0, sorted.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle].Time <= time ? (middle + 1, high) : (low, middle);
        }
        return low;
    }
}

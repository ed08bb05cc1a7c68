using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Pipeline;

namespace Waziup.Ngsi.Sensors.Processing;

/// <summary>What is to be written of a pipeline's work.</summary>
/// <param name="Written">Values that are new, or others than before; one of each time.</param>
/// <param name="Removed">Times of which there is no value any more.</param>
internal sealed record StreamWork(IReadOnlyList<Sample> Written, IReadOnlyList<Instant> Removed)
{
    /// <summary>What changes with samples that were added.</summary>
    /// <param name="change">What has changed.</param>
    /// <param name="stream">The stream, with what comes out of it now.</param>
    public static StreamWork Of(StreamChange change, SampleStream stream)
    {
        var touched = change.Written.Concat(change.Removed).Select(sample => sample.Time).ToHashSet();
        // Where several come out of one time, one that goes leaves the others.
        var values = touched.Count == 0 ? [] : Values(stream.OutputsSince(touched.Min()).Where(sample => touched.Contains(sample.Time)).Reverse());
        return new StreamWork([.. values.Values], [.. touched.Where(time => !values.ContainsKey(time)).Order()]);
    }

    /// <summary>What makes of what is stored what came out.</summary>
    /// <param name="stored">What is stored.</param>
    /// <param name="outputs">What came out.</param>
    /// <param name="since">From when on what is stored and did not come out is taken away; what is older was made of readings that are not there any more.</param>
    public static StreamWork Between(Dictionary<Instant, Made> stored, IReadOnlyList<Sample> outputs, Instant since)
    {
        var values = Values(outputs);
        return new StreamWork(
            [.. values.Values.Where(sample => !stored.TryGetValue(sample.Time, out var made) || made != Made.Of(sample))],
            [.. stored.Keys.Where(time => time >= since && !values.ContainsKey(time)).Order()]);
    }

    /// <summary>Of several of one time the last one counts, as the history has one.</summary>
    private static SortedDictionary<Instant, Sample> Values(IEnumerable<Sample> samples)
    {
        var values = new SortedDictionary<Instant, Sample>();
        foreach (var sample in samples)
        {
            if (sample.Value is not null)
                values[sample.Time] = sample;
        }
        return values;
    }
}

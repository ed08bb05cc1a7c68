using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Pipeline;

namespace Waziup.Ngsi.Sensors.Processing;

/// <summary>A stream with its pipeline, kept in memory between payloads.</summary>
/// <remarks>It belongs to one payload at a time, see <see cref="LiveStreams"/>.</remarks>
internal sealed class LiveStream
{
    private readonly Dictionary<(Instant Time, bool IsText), Sample> _came = [];
    private string _plan = "";
    private Instant _settled = Instant.None;
    private TimeSpan _lateness;

    /// <summary>One payload at a time.</summary>
    public SemaphoreSlim Gate { get; } = new(1);

    /// <summary>How many payloads want it; guarded by <see cref="LiveStreams"/>.</summary>
    public int Users { get; set; }

    /// <summary>When it was wanted last, as the clock counts.</summary>
    public long UsedAt { get; set; }

    /// <summary>The stream; null where it has to be made anew of what is stored.</summary>
    public SampleStream? Samples { get; private set; }

    /// <summary>The stamp of the sensor's entity after what was written last; another one says that somebody else has written.</summary>
    public Instant Stamp { get; set; } = Instant.None;

    /// <summary>When its checkpoint was stored last, as the clock counts; null never.</summary>
    public long? SavedAt { get; set; }

    /// <summary>Whether it is that of a pipeline, and of the entity as it is.</summary>
    public bool Is(BoundPipeline pipeline, Instant stamp) =>
        Samples is not null && _plan == pipeline.Plan.Fingerprint && _lateness == pipeline.AllowedLateness && Stamp == stamp;

    /// <summary>Begins anew from a checkpoint.</summary>
    public void Begin(BoundPipeline pipeline, Checkpoint? from)
    {
        (_plan, _lateness) = (pipeline.Plan.Fingerprint, pipeline.AllowedLateness);
        _came.Clear();
        _settled = Instant.None;
        SavedAt = null;
        Samples = new SampleStream(pipeline.Plan, from) { AllowedLateness = pipeline.AllowedLateness };
    }

    /// <summary>Has it be made anew next time.</summary>
    public void Spoil() => Samples = null;

    /// <summary>What came of a time before; null for nothing that is remembered.</summary>
    public Sample? Before(Sample sample) => _came.GetValueOrDefault(KeyOf(sample));

    /// <summary>Takes samples, of which none was taken before.</summary>
    public StreamChange Add(IReadOnlyList<Sample> samples, Instant until)
    {
        foreach (var sample in samples)
            _came[KeyOf(sample)] = sample;
        return Samples!.Add(samples, until);
    }

    /// <summary>Gives up what nobody may change any more.</summary>
    /// <param name="exactly">Whether all of that is given up, as where it is told where a stream goes on that is made anew: then nothing behind that is late, in whichever order it was written.</param>
    /// <returns>Where such a stream goes on.</returns>
    public Checkpoint Settle(bool exactly)
    {
        var newest = Samples!.Newest;
        var edge = newest.IsNone ? newest : new Instant(newest.Micros - (_lateness.Ticks / TimeSpan.TicksPerMicrosecond) - 1);
        if (exactly && !edge.IsNone)
            Samples.SplitAt(edge);
        var settled = Samples.CheckpointAt(edge);
        if (settled.After != _settled)
        {
            _settled = settled.After;
            Samples.Forget(new Instant(settled.After.Micros + 1));
            foreach (var old in _came.Keys.Where(key => key.Time <= settled.After).ToList())
                _came.Remove(old);
        }
        return settled;
    }

    private static (Instant Time, bool IsText) KeyOf(Sample sample) => (sample.Time, sample.Text is not null);
}

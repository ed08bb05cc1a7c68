using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Pipeline;
using Waziup.Ngsi.Sensors.Readings;

namespace Waziup.Ngsi.Sensors.Processing;

/// <summary>What has come of a sensor, held against what had come before.</summary>
/// <remarks>
/// A reading is late once and for all: that is decided when it comes, and stored with it. One that was not late may be corrected; what was made of it follows as far as
/// the stream has not settled, else with a replay.
/// </remarks>
internal sealed class Arrivals
{
    private readonly List<Reading> _fresh = [];
    private readonly List<Reading> _known = [];
    private readonly List<Sample> _samples = [];
    private readonly HashSet<Reading> _late = new(ReferenceEqualityComparer.Instance);

    /// <summary>What is to be written.</summary>
    public IReadOnlyList<Reading> Fresh => _fresh;

    /// <summary>What is stored already as it is.</summary>
    public IReadOnlyList<Reading> Known => _known;

    /// <summary>Those that are written and not processed.</summary>
    public IReadOnlySet<Reading> Late => _late;

    /// <summary>What the pipeline takes.</summary>
    public IReadOnlyList<Sample> Samples => _samples;

    /// <summary>Whether one takes the place of another that the pipeline has taken.</summary>
    public bool Corrects { get; private set; }

    /// <summary>Looks readings over.</summary>
    public static async ValueTask<Arrivals> OfAsync(ContextBroker broker, StreamKey key, LiveStream stream, SensorReadings readings, Entity? present, Instant now, CancellationToken cancel)
    {
        var (arrivals, judged) = (new Arrivals(), new List<(Reading Reading, Sample Sample, bool IsLate)>());
        foreach (var reading in readings.Readings)
        {
            if (readings.SampleOf(reading) is not { } sample)
                arrivals._fresh.Add(reading);
            else if (stream.Samples!.Place(sample) is var (time, isLate))
                judged.Add((reading, sample, isLate || Ingestion.IsFuture(time, now)));
        }
        // What is late may have come long before; the stream does not remember that.
        var older = judged.Where(one => one.IsLate && present is not null).Select(one => one.Sample.Time).ToList();
        var stored = await new RawReadings(broker, key, present?.CreatedAt ?? Instant.None).FindAsync(older, cancel);
        foreach (var (reading, sample, isLate) in judged)
            arrivals.Add(reading, sample, isLate, stream.Before(sample) is { } before ? (before, false) : stored.TryGetValue((sample.Time, sample.Text is not null), out var row) ? row : null);
        return arrivals;
    }

    private void Add(Reading reading, Sample sample, bool isLate, (Sample Sample, bool IsLate)? before)
    {
        if (before is { } known && IsSame(known.Sample, sample))
        {
            _known.Add(reading);
            return;
        }
        _fresh.Add(reading);
        if (before is { IsLate: false })
            Corrects = true;
        else if (isLate)
            _late.Add(reading);
        else
            _samples.Add(sample);
    }

    private static bool IsSame(Sample before, Sample now) => before.Value == now.Value && before.Text == now.Text && before.UnitCode == now.UnitCode;
}

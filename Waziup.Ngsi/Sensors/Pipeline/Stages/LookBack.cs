using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>How far a step looks back: some readings, or some time.</summary>
/// <param name="Readings">How many readings; 10,000 where it is a time.</param>
/// <param name="Micros">For how long; null where it is a number of readings.</param>
internal readonly record struct LookBack(int Readings, long? Micros)
{
    private const int MostInTime = 10_000;

    /// <summary>Reads the member window: a whole number of readings, or a duration of ISO 8601.</summary>
    public static LookBack Read(StepReader step, int least) => step.Json("window").ValueKind == System.Text.Json.JsonValueKind.String
        ? new LookBack(MostInTime, step.Micros("window")) : new LookBack(step.Integer("window", null, least, 1000), null);

    /// <summary>Lets go what lies too far before a time.</summary>
    public void Leave(Deque kept, Instant time)
    {
        while (Micros is { } micros && kept.Count > 0 && kept[0].Time.Micros <= time.Micros - micros)
            kept.RemoveFirst();
    }

    /// <summary>Adds a sample, and lets go what is too far back from there.</summary>
    public void Add(Deque kept, Sample sample)
    {
        Leave(kept, sample.Time);
        kept.Add(sample, Readings);
    }
}

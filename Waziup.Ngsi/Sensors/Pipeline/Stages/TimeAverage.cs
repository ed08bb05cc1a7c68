namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>The mean over the time before each reading, weighed by how long values held; over as much of it as there are readings for.</summary>
/// <param name="Window">Microseconds. At most 10,000 readings count.</param>
/// <param name="IsLinear">Whether values lie on a line between readings; else (step, the default) each holds until the next one.</param>
internal sealed record TimeAverage(long Window, bool IsLinear) : ISmoothing
{
    private const int MaxReadings = 10_000;

    public static ISmoothing Read(StepReader step) =>
        new TimeAverage(step.Micros("window"), step.Choice("method", "step", "linear") == "linear");

    public double? Next(Sample sample, double x, Memory memory)
    {
        var start = sample.Time.Micros - Window;
        memory.Kept.Add(sample, MaxReadings);
        // The last one before the window holds until the first one in it.
        while (memory.Kept.Count > 1 && memory.Kept[1].Time.Micros <= start)
            memory.Kept.RemoveFirst();
        return Statistics.TimeMean(memory.Kept, start, sample.Time.Micros, IsLinear);
    }
}

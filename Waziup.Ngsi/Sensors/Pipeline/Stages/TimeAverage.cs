using System.Collections.Immutable;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>The mean over the time before each reading, weighed by how long values held; over as much of it as there are readings for.</summary>
/// <param name="Window">Microseconds. At most 10,000 readings count.</param>
/// <param name="IsLinear">Whether values lie on a line between readings; else (step, the default) each holds until the next one.</param>
/// <param name="Accept">The flags of those that enter; others pass unchanged. Default good and not evaluated.</param>
internal sealed record TimeAverage(long Window, bool IsLinear, ImmutableArray<Flag> Accept) : IStage
{
    private const int MaxReadings = 10_000;

    public string Op => "timeAverage";

    public static IStage Read(StepReader step) =>
        new TimeAverage(step.Micros("window"), step.Choice("method", "step", "linear") == "linear", step.Accept());

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (sample.Value is null || !Accept.Contains(sample.Flag))
        {
            outlet.Emit(sample);
            return;
        }
        var start = sample.Time.Micros - Window;
        memory.Kept.Add(sample, MaxReadings);
        // The last one before the window holds until the first one in it.
        while (memory.Kept.Count > 1 && memory.Kept[1].Time.Micros <= start)
            memory.Kept.RemoveFirst();
        outlet.Emit(sample.Changed(Op, Statistics.TimeMean(memory.Kept, start, sample.Time.Micros, IsLinear)));
    }
}

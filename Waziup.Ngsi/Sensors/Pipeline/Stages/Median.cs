using System.Collections.Immutable;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>The middle one of the last readings, with this one; of an even number the mean of the two middle ones.</summary>
/// <param name="Window">How many. 1 to 1,000.</param>
/// <param name="Accept">The flags of those that enter; others pass unchanged. Default good and not evaluated.</param>
internal sealed record Median(int Window, ImmutableArray<Flag> Accept) : IStage
{
    public string Op => "median";

    public static IStage Read(StepReader step) => new Median(step.Integer("window", null, 1, 1000), step.Accept());

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (sample.Value is null || !Accept.Contains(sample.Flag))
        {
            outlet.Emit(sample);
            return;
        }
        memory.Kept.Add(sample, Window);
        outlet.Emit(sample.Changed(Op, Statistics.Median(Values.Of(memory.Kept))));
    }
}

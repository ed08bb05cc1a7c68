using System.Collections.Immutable;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>The mean direction of the last readings, with this one; missing where they cancel each other out.</summary>
/// <param name="Window">How many readings: a number from 1 to 1,000, or a duration.</param>
/// <param name="Period">A full turn. Default 360.</param>
/// <param name="Accept">The flags of those that enter; others pass unchanged. Default good and not evaluated.</param>
internal sealed record CircularMean(LookBack Window, double Period, ImmutableArray<Flag> Accept) : IStage
{
    public string Op => "circularMean";

    public static IStage Read(StepReader step) => new CircularMean(LookBack.Read(step, 1), step.OptionalPositive("period") ?? 360, step.Accept());

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (sample.Value is null || !Accept.Contains(sample.Flag))
        {
            outlet.Emit(sample);
            return;
        }
        Window.Add(memory.Kept, sample);
        outlet.Emit(sample.Changed(Op, Statistics.CircularMean(Values.Of(memory.Kept), Period)));
    }
}

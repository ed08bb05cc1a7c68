using System.Collections.Immutable;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>An exponential mean for readings that do not come evenly: the share by which one draws it grows with the time since the last.</summary>
/// <param name="Tau">Microseconds after which the old mean has faded to 1/e.</param>
/// <param name="Accept">The flags of those that enter; others pass unchanged. Default good and not evaluated.</param>
internal sealed record EmaTime(long Tau, ImmutableArray<Flag> Accept) : IStage
{
    public string Op => "emaTime";

    public static IStage Read(StepReader step) => new EmaTime(step.Micros("tau"), step.Accept());

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (sample.Value is not { } x || !Accept.Contains(sample.Flag))
        {
            outlet.Emit(sample);
            return;
        }
        var alpha = memory.Mark.IsNone ? 1 : 1 - Math.Exp(-(double)(sample.Time.Micros - memory.Mark.Micros) / Tau);
        var mean = memory.Number is { } before ? before + (alpha * (x - before)) : x;
        (memory.Number, memory.Mark) = (mean, sample.Time);
        outlet.Emit(sample.Changed(Op, mean));
    }
}

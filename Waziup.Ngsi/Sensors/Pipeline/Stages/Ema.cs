using System.Collections.Immutable;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>An exponential mean: each reading draws it towards itself by a share. The first one is the mean.</summary>
/// <param name="Alpha">The share, above 0 and at most 1; or 1/c where a constant c is given instead.</param>
/// <param name="IsRest">Whether what is left of the reading without the mean comes out (highPass).</param>
/// <param name="Accept">The flags of those that enter; others pass unchanged. Default good and not evaluated.</param>
internal sealed record Ema(double Alpha, bool IsRest, ImmutableArray<Flag> Accept) : IStage
{
    public string Op => IsRest ? "highPass" : "ema";

    public static IStage Read(StepReader step)
    {
        var (alpha, constant) = (step.OptionalNumber("alpha", 1e-6, 1), step.OptionalNumber("constant", 1, 1e6));
        return alpha is null == constant is null ? throw step.Fault(null, $"{step.Text("op")} needs either alpha or constant")
            : new Ema(alpha ?? 1 / constant!.Value, step.Text("op") == "highPass", step.Accept());
    }

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (sample.Value is not { } x || !Accept.Contains(sample.Flag))
        {
            outlet.Emit(sample);
            return;
        }
        var mean = memory.Number is { } before ? before + (Alpha * (x - before)) : x;
        memory.Number = mean;
        outlet.Emit(sample.Changed(Op, IsRest ? x - mean : mean));
    }
}

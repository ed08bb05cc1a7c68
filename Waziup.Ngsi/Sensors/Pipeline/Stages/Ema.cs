namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>An exponential mean: each reading draws it towards itself by a share. The first one is the mean.</summary>
/// <param name="Alpha">The share, above 0 and at most 1; or 1/c where a constant c is given instead.</param>
/// <param name="IsRest">Whether what is left of the reading without the mean comes out (highPass).</param>
internal sealed record Ema(double Alpha, bool IsRest) : ISmoothing
{
    public static ISmoothing Read(StepReader step)
    {
        var (alpha, constant) = (step.OptionalNumber("alpha", 1e-6, 1), step.OptionalNumber("constant", 1, 1e6));
        return alpha is null == constant is null ? throw step.Fault(null, $"{step.Text("op")} needs either alpha or constant")
            : new Ema(alpha ?? 1 / constant!.Value, step.Text("op") == "highPass");
    }

    public double? Next(Sample sample, double x, Memory memory)
    {
        var mean = memory.Number is { } before ? before + (Alpha * (x - before)) : x;
        memory.Number = mean;
        return IsRest ? x - mean : mean;
    }
}

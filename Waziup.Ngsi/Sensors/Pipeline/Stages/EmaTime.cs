namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>An exponential mean for readings that do not come evenly: the share by which one draws it grows with the time since the last.</summary>
/// <param name="Tau">Microseconds after which the old mean has faded to 1/e.</param>
internal sealed record EmaTime(long Tau) : ISmoothing
{
    public static ISmoothing Read(StepReader step) => new EmaTime(step.Micros("tau"));

    public double? Next(Sample sample, double x, Memory memory)
    {
        var alpha = memory.Mark.IsNone ? 1 : 1 - Math.Exp(-(double)(sample.Time.Micros - memory.Mark.Micros) / Tau);
        var mean = memory.Number is { } before ? before + (alpha * (x - before)) : x;
        (memory.Number, memory.Mark) = (mean, sample.Time);
        return mean;
    }
}

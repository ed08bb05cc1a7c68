using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>A value passes when it differs enough from the last one that passed, or when that is long ago. The first passes, and what is missing.</summary>
/// <param name="Absolute">By how much it has to differ; null where it is a percentage.</param>
/// <param name="Percent">By how many hundredths of the last one.</param>
/// <param name="MaxSilence">After how many microseconds one passes anyway. Default never.</param>
internal sealed record Deadband(double? Absolute, double Percent, long MaxSilence) : IStage
{
    public string Op => "deadband";

    public static IStage Read(StepReader step)
    {
        var (absolute, percent) = (step.OptionalNumber("absolute", 0), step.OptionalNumber("percent", 0));
        return absolute is null == percent is null ? throw step.Fault(null, "deadband needs either absolute or percent")
            : new Deadband(absolute, percent ?? 0, step.OptionalMicros("maxSilence") ?? long.MaxValue);
    }

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (sample.Value is not { } x)
        {
            outlet.Emit(sample);
            return;
        }
        if (memory.Number is { } last && Math.Abs(x - last) <= (Absolute ?? Percent / 100 * Math.Abs(last)) && sample.Time.Micros - memory.Mark.Micros < MaxSilence)
        {
            outlet.Drop();
            return;
        }
        (memory.Number, memory.Mark) = (x, sample.Time);
        outlet.Emit(sample);
    }
}

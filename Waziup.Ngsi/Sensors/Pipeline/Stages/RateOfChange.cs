namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>A value that changes too fast is suspect. The first reading is not judged, nor one of the same time as that before it.</summary>
/// <param name="Max">The greatest change per second; null where it is judged by the last readings.</param>
/// <param name="Deviations">Else the greatest change in standard deviations of the readings before; needs three of them.</param>
/// <param name="Window">How many readings before. 3 to 1,000.</param>
/// <param name="Judgement">flag, drop or null.</param>
internal sealed record RateOfChange(double? Max, double Deviations, int Window, Judgement Judgement) : IStage
{
    public string Op => "rateOfChange";

    public static IStage Read(StepReader step)
    {
        var (max, deviations) = (step.OptionalPositive("max"), step.OptionalPositive("nDev"));
        if (max is null == deviations is null)
            throw step.Fault(null, "rateOfChange needs either max, per second, or nDev and window");
        return new RateOfChange(max, deviations ?? 0, max is null ? step.Integer("window", null, 3, 1000) : 1, Judgement.Read(step, Flag.Suspect));
    }

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (sample.Value is not { } x || (memory.Kept.Count > 0 && memory.Kept.Last.Time == sample.Time))
        {
            outlet.Emit(sample);
            return;
        }
        var flag = Judge(sample, x, memory.Kept);
        memory.Kept.Add(sample, Window);
        Judgement.Emit(sample, flag, null, outlet);
    }

    private Flag Judge(Sample sample, double x, Deque before)
    {
        if (before.Count < (Max is null ? 3 : 1))
            return Flag.NotEvaluated;
        var change = Math.Abs(x - before.Last.Value!.Value);
        var isFast = Max is { } max ? change / ((sample.Time.Micros - before.Last.Time.Micros) / 1e6) > max
            : change > Deviations * Statistics.SampleDeviation(Values.Of(before));
        return isFast ? Flag.Suspect : Flag.Good;
    }
}

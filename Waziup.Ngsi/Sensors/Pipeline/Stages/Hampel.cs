namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>A value far from the median of the last readings, with itself, is an outlier: farther than k times 1.4826 times the median of all distances.</summary>
/// <param name="Window">How many readings; fewer judge nothing. 3 to 1,000, default 7.</param>
/// <param name="K">Default 3.</param>
/// <param name="MinDeviation">Where the median of all distances is 0, how far a value may differ. Default 0.</param>
/// <param name="Judgement">flag, drop, null or median.</param>
internal sealed record Hampel(int Window, double K, double MinDeviation, Judgement Judgement) : IStage
{
    private const double DeviationOfNormal = 1.4826;

    public string Op => "hampel";

    public static IStage Read(StepReader step) => new Hampel(
        step.Integer("window", 7, 3, 1000), step.OptionalPositive("k") ?? 3, step.OptionalNumber("minDeviation", 0) ?? 0, Judgement.Read(step, Flag.Suspect, "median"));

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (sample.Value is not { } x)
        {
            outlet.Emit(sample);
            return;
        }
        memory.Kept.Add(sample, Window);
        if (memory.Kept.Count < Window)
        {
            outlet.Emit(sample);
            return;
        }
        var values = Values.Of(memory.Kept);
        var median = Statistics.Median(values);
        var deviation = DeviationOfNormal * Statistics.Median(values.Select(value => Math.Abs(value - median)));
        var distance = Math.Abs(x - median);
        Judgement.Emit(sample, distance > (deviation == 0 ? MinDeviation : K * deviation) ? Flag.Suspect : Flag.Good, median, outlet);
    }
}

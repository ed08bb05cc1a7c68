namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>A value farther from the mean of the readings before than k sample standard deviations is an outlier. Fewer than three judge nothing.</summary>
/// <param name="Window">How many readings before: a number from 3 to 1,000, or a duration.</param>
/// <param name="K">Default 3.</param>
/// <param name="Judgement">flag, drop or null.</param>
internal sealed record ZScore(LookBack Window, double K, Judgement Judgement) : IStage
{
    public string Op => "zScore";

    public static IStage Read(StepReader step) =>
        new ZScore(LookBack.Read(step, 3), step.OptionalPositive("k") ?? 3, Judgement.Read(step, Flag.Suspect));

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (sample.Value is not { } x)
        {
            outlet.Emit(sample);
            return;
        }
        Window.Leave(memory.Kept, sample.Time);
        var before = Values.Of(memory.Kept);
        var isFar = before.Length >= 3 && Math.Abs(x - Statistics.Mean(before)) > K * Statistics.SampleDeviation(before);
        Window.Add(memory.Kept, sample);
        Judgement.Emit(sample, before.Length < 3 ? Flag.NotEvaluated : isFar ? Flag.Suspect : Flag.Good, null, outlet);
    }
}

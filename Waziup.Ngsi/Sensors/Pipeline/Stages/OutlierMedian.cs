namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>A value farther from the median of the readings before than a radius is an outlier. Until there are enough of them it passes.</summary>
/// <param name="Window">How many readings before. 1 to 1,000.</param>
/// <param name="Radius">How far it may lie.</param>
/// <param name="Judgement">flag, drop, null or median.</param>
internal sealed record OutlierMedian(int Window, double Radius, Judgement Judgement) : IStage
{
    public string Op => "outlierMedian";

    public static IStage Read(StepReader step) =>
        new OutlierMedian(step.Integer("window", null, 1, 1000), step.Number("radius", 0), Judgement.Read(step, Flag.Suspect, "median"));

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (sample.Value is not { } x)
        {
            outlet.Emit(sample);
            return;
        }
        var median = memory.Kept.Count < Window ? (double?)null : Statistics.Median(Values.Of(memory.Kept));
        memory.Kept.Add(sample, Window);
        if (median is { } middle)
            Judgement.Emit(sample, Math.Abs(x - middle) > Radius ? Flag.Suspect : Flag.Good, middle, outlet);
        else
            outlet.Emit(sample);
    }
}

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>Something of the last readings, with this one; of as many as there are.</summary>
/// <param name="Window">How many: a number from 1 to 1,000, or for the mean direction a duration.</param>
/// <param name="Of">What is made of their values.</param>
internal sealed record OfLast(LookBack Window, Func<double[], double?> Of) : ISmoothing
{
    public static ISmoothing Mean(StepReader step) => new OfLast(Count(step), values => Statistics.Mean(values));

    /// <summary>The middle one; of an even number the mean of the two middle ones.</summary>
    public static ISmoothing Median(StepReader step) => new OfLast(Count(step), values => Statistics.Median(values));

    /// <summary>The mean direction; missing where they cancel each other out. A full turn is the member period, default 360.</summary>
    public static ISmoothing CircularMean(StepReader step)
    {
        var (window, period) = (LookBack.Read(step, 1), step.OptionalPositive("period") ?? 360);
        return new OfLast(window, values => Statistics.CircularMean(values, period));
    }

    public double? Next(Sample sample, double x, Memory memory)
    {
        Window.Add(memory.Kept, sample);
        return Of(Values.Of(memory.Kept));
    }

    private static LookBack Count(StepReader step) => new(step.Integer("window", null, 1, 1000), null);
}

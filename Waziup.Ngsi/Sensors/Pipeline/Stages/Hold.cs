namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>The last value holds.</summary>
/// <param name="Reach">For how many microseconds: maxAge.</param>
internal sealed record Hold(long Reach) : IForecast
{
    public static IForecast Read(StepReader step) => new Hold(step.Micros("maxAge"));

    public void Keep(Deque kept, Sample sample) => kept.Add(sample, 1);

    public double? At(Deque kept, long micros) => kept.Last.Value;
}

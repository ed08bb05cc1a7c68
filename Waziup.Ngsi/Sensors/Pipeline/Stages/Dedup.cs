using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>A value equal to the last one that passed is dropped until some time is over. What is missing passes.</summary>
/// <param name="Interval">Microseconds. Default for ever.</param>
internal sealed record Dedup(long Interval) : IStage
{
    public string Op => "dedup";

    public static IStage Read(StepReader step) => new Dedup(step.OptionalMicros("interval") ?? long.MaxValue);

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (sample.Value is not { } x)
        {
            outlet.Emit(sample);
            return;
        }
        if (memory.Number == x && sample.Time.Micros - memory.Mark.Micros < Interval)
        {
            outlet.Drop();
            return;
        }
        (memory.Number, memory.Mark) = (x, sample.Time);
        outlet.Emit(sample);
    }
}

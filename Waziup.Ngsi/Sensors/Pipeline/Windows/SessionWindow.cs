using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Windows;

/// <summary>Readings that follow each other closely are one window. It starts with the first and ends a gap behind the last.</summary>
/// <param name="Gap">Microseconds without a reading that end it.</param>
/// <param name="Aggregation">What is made of each.</param>
/// <remarks>A window with 100,000 readings ends there.</remarks>
internal sealed record SessionWindow(long Gap, Aggregation Aggregation) : IStage
{
    public string Op => "session";

    public static IStage Read(StepReader step) => new SessionWindow(step.Micros("gap"), Aggregation.Read(step));

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (!Aggregation.Takes(sample))
        {
            outlet.Drop();
            return;
        }
        if (memory.Kept.Count == Memory.MaxSamples || (memory.Kept.Count > 0 && sample.Time >= End(memory)))
            Close(memory, outlet);
        memory.Kept.Add(sample);
    }

    public void Finish(Memory memory, Instant until, Outlet outlet)
    {
        if (memory.Kept.Count > 0 && (until.IsNone || until >= End(memory)))
            Close(memory, outlet);
    }

    private Instant End(Memory memory) => new(memory.Kept.Last.Time.Micros + Gap);

    private void Close(Memory memory, Outlet outlet)
    {
        outlet.Emit(Aggregation.Of(memory.Kept[0].Time, End(memory), memory.Kept, null));
        memory.Kept.Clear();
    }
}

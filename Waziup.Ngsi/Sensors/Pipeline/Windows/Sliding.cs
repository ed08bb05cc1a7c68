using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Windows;

/// <summary>For each reading, the window that ends with it: open at its start, closed at its end, which is also its time. Others are dropped.</summary>
/// <param name="Size">Microseconds. At most 10,000 readings count.</param>
/// <param name="Aggregation">What is made of each.</param>
internal sealed record Sliding(long Size, Aggregation Aggregation) : IStage
{
    private const int MaxReadings = 10_000;

    public string Op => "sliding";

    public static IStage Read(StepReader step) => new Sliding(step.Micros("size"), Aggregation.Read(step));

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (!Aggregation.Takes(sample))
        {
            outlet.Drop();
            return;
        }
        var start = new Instant(sample.Time.Micros - Size);
        memory.Kept.Add(sample, MaxReadings);
        // Waiting: the last one before the window.
        while (memory.Kept[0].Time <= start)
            memory.Waiting.Add(memory.Kept.RemoveFirst(), 1);
        outlet.Emit(Aggregation.Of(start, sample.Time, memory.Kept, memory.Waiting.Count > 0 ? memory.Waiting[0] : null, sample.Time));
    }
}

using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Windows;

/// <summary>Every so many readings are one window, from the first to the last; one that is not full is not told.</summary>
/// <param name="Size">How many. 1 to 10,000.</param>
/// <param name="Aggregation">What is made of each.</param>
internal sealed record CountWindow(int Size, Aggregation Aggregation) : IStage
{
    public string Op => "count";

    public static IStage Read(StepReader step) => new CountWindow(step.Integer("size", null, 1, 10_000), Aggregation.Read(step));

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (!Aggregation.Takes(sample))
        {
            outlet.Drop();
            return;
        }
        memory.Kept.Add(sample);
        if (memory.Kept.Count < Size)
            return;
        outlet.Emit(Aggregation.Of(memory.Kept[0].Time, new Instant(sample.Time.Micros + 1), memory.Kept, null));
        memory.Kept.Clear();
    }
}

using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Windows;

/// <summary>Windows that follow each other: one value for each, at its start.</summary>
/// <param name="Op">tumbling, or resample.</param>
/// <param name="Grid">The windows: size, offset, zone.</param>
/// <param name="Aggregation">What is made of each.</param>
/// <param name="TellsEmpty">Whether windows between two readings that have none are missing values; else (skip, the default of tumbling) there is nothing.
/// Of more than 100,000 in a row there is nothing.</param>
internal sealed record Tumbling(string Op, Grid Grid, Aggregation Aggregation, bool TellsEmpty) : IStage
{
    public const int MaxEmpty = 100_000;

    public static IStage Read(StepReader step) =>
        new Tumbling("tumbling", Grid.Read(step, "size"), Aggregation.Read(step), step.Choice("empty", "skip", "missing") == "missing");

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        // Mark: the start of the window that is open. Waiting: the last value before it.
        if (memory.Mark.IsNone)
        {
            memory.Count = Grid.IndexOf(sample.Time);
            memory.Mark = Grid.StartOf(memory.Count);
        }
        else if (sample.Time >= Grid.StartOf(memory.Count + 1))
        {
            Close(memory, outlet);
            Open(Grid.IndexOf(sample.Time), memory, outlet);
        }
        if (!Aggregation.Takes(sample))
            return;
        if (memory.Kept.Count < Memory.MaxSamples)
            memory.Kept.Add(sample);
        else
            outlet.Fail($"a window has more than {Memory.MaxSamples} readings");
    }

    public void Finish(Memory memory, Instant until, Outlet outlet)
    {
        if (!memory.Mark.IsNone && (until.IsNone || until >= Grid.StartOf(memory.Count + 1)))
            Close(memory, outlet);
    }

    private void Close(Memory memory, Outlet outlet)
    {
        outlet.Emit(Aggregation.Of(memory.Mark, Grid.StartOf(memory.Count + 1), memory.Kept, memory.Waiting.Count > 0 ? memory.Waiting[0] : null));
        if (memory.Kept.Count > 0)
            memory.Waiting.Add(memory.Kept.Last, 1);
        memory.Kept.Clear();
    }

    private void Open(long index, Memory memory, Outlet outlet)
    {
        if (TellsEmpty && index - memory.Count - 1 <= MaxEmpty)
        {
            for (var empty = memory.Count + 1; empty < index; empty++)
                outlet.Emit(Aggregation.Of(Grid.StartOf(empty), Grid.StartOf(empty + 1), [], null));
        }
        memory.Count = index;
        memory.Mark = Grid.StartOf(index);
    }
}

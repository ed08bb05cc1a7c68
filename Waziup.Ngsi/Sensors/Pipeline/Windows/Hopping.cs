using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Windows;

/// <summary>Windows of one size that begin at every hop, so that they overlap: one value for each that has a reading, at its start.</summary>
/// <param name="Size">How long each is; at most 1,000 hops.</param>
/// <param name="Grid">When they begin: hop, offset, zone.</param>
/// <param name="Aggregation">What is made of each.</param>
internal sealed record Hopping(Duration Size, Grid Grid, Aggregation Aggregation) : IStage
{
    public string Op => "hopping";

    public static IStage Read(StepReader step)
    {
        var (size, grid) = (step.Duration("size"), Grid.Read(step, "hop"));
        return size.Length / grid.Size.Length <= 1000 ? new Hopping(size, grid, Aggregation.Read(step)) : throw step.Fault("hop", "has to be at least a thousandth of size");
    }

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        // Count: the first window that is still open. Mark: set once there is one.
        if (memory.Mark.IsNone)
            memory.Count = FirstWith(sample.Time);
        else
            CloseUpTo(sample.Time, memory, outlet);
        memory.Mark = sample.Time;
        if (!Aggregation.Takes(sample))
            return;
        if (memory.Kept.Count < Memory.MaxSamples)
            memory.Kept.Add(sample);
        else
            outlet.Fail($"a window has more than {Memory.MaxSamples} readings");
    }

    public void Finish(Memory memory, Instant until, Outlet outlet)
    {
        if (!memory.Mark.IsNone)
            CloseUpTo(until.IsNone ? new Instant(long.MaxValue) : until, memory, outlet);
    }

    private void CloseUpTo(Instant time, Memory memory, Outlet outlet)
    {
        while (Grid.StartOf(memory.Count) <= memory.Mark && Grid.After(Grid.StartOf(memory.Count), Size) is var end && end <= time)
        {
            var start = Grid.StartOf(memory.Count++);
            var samples = memory.Kept.Where(sample => sample.Time >= start && sample.Time < end).ToList();
            if (samples.Count > 0)
                outlet.Emit(Aggregation.Of(start, end, samples, memory.Kept.LastOrDefault(sample => sample.Time < start)));
        }
        if (time.Micros < long.MaxValue && Grid.StartOf(memory.Count) > memory.Mark)
            memory.Count = Math.Max(memory.Count, FirstWith(time));
        // One sample before the first open window stays: it holds into that.
        while (memory.Kept.Count > 1 && memory.Kept[1].Time < Grid.StartOf(memory.Count))
            memory.Kept.RemoveFirst();
    }

    /// <summary>The first window that has not ended at a time.</summary>
    private long FirstWith(Instant time)
    {
        var index = Grid.IndexOf(time);
        while (Grid.After(Grid.StartOf(index - 1), Size) > time)
            index--;
        while (Grid.After(Grid.StartOf(index), Size) <= time)
            index++;
        return index;
    }
}

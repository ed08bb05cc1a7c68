using System.Collections.Immutable;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Windows;

/// <summary>One value at each boundary of a period, on a line between the readings around it, or that of one of them.</summary>
/// <param name="Grid">The boundaries: period, offset, zone.</param>
/// <param name="Method">linear, step (the value before) or nearest (of two as near, the earlier).</param>
/// <param name="MaxGap">Microseconds between readings above which the boundaries in between are missing. Default none. Of more than 100,000 in a
/// row there is nothing.</param>
/// <param name="Accept">The flags of readings that count. Default good and not evaluated.</param>
/// <remarks>With a method of windows it is <see cref="Tumbling"/> in which empty windows are missing values.</remarks>
internal sealed record Resample(Grid Grid, string Method, long MaxGap, ImmutableArray<Flag> Accept) : IStage
{
    public string Op => "resample";

    public static IStage Read(StepReader step)
    {
        var grid = Grid.Read(step, "period");
        return step.OptionalText("method") is "linear" or "step" or "nearest"
            ? new Resample(grid, step.Text("method"), step.OptionalMicros("maxGap") ?? long.MaxValue, step.Accept())
            : new Tumbling("resample", grid, Aggregation.Read(step), TellsEmpty: true);
    }

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (sample.Value is null || !Accept.Contains(sample.Flag))
        {
            outlet.Drop();
            return;
        }
        var index = Grid.IndexOf(sample.Time);
        if (memory.Kept.Count == 0)
        {
            if (Grid.StartOf(index) == sample.Time)
                outlet.Emit(At(sample, sample, sample.Time));
        }
        else
        {
            var first = Grid.IndexOf(memory.Kept[0].Time) + 1;
            for (var i = index - first > Tumbling.MaxEmpty ? index + 1 : first; i <= index; i++)
                outlet.Emit(At(memory.Kept[0], sample, Grid.StartOf(i)));
        }
        memory.Kept.Add(sample, 1);
    }

    private Sample At(Sample before, Sample after, Instant time)
    {
        if (time == after.Time)
            return after with { Methods = after.MethodsWith(Op) };
        if (after.Time.Micros - before.Time.Micros > MaxGap)
            return new Sample(time, null) { Methods = Op };
        var nearest = time.Micros - before.Time.Micros <= after.Time.Micros - time.Micros ? before : after;
        var (value, flag) = Method switch
        {
            "step" => (before.Value, before.Flag),
            "nearest" => (nearest.Value, nearest.Flag),
            _ => (Statistics.At(before, after, time.Micros), Flags.Worst(before.Flag, after.Flag)),
        };
        return new Sample(time, null).Changed(Op, value) with { Flag = flag, Origin = Origin.Interpolated, UnitCode = before.UnitCode };
    }
}

using System.Collections.Immutable;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>Fills missing values between two neighbours that have some. What it fills is as good as the worse of those it was made of.</summary>
/// <param name="Method">linear (the default), step (the value before), or nearest (of two as near, the earlier).</param>
/// <param name="MaxGap">Microseconds between neighbours above which nothing is filled. Default none.</param>
/// <param name="FillsEnds">Whether what lies before the first value and behind the last has the nearest one, within MaxGap too; an end behind the
/// last that is longer than MaxGap stays as it is. Default no.</param>
/// <param name="Accept">The flags of neighbours. Default good and not evaluated.</param>
internal sealed record Interpolate(string Method, long MaxGap, bool FillsEnds, ImmutableArray<Flag> Accept) : IStage
{
    public string Op => "interpolate";

    public static IStage Read(StepReader step) => new Interpolate(
        step.Choice("method", "linear", "step", "nearest"), step.OptionalMicros("maxGap") ?? long.MaxValue, step.Choice("ends", "none", "nearest") == "nearest", step.Accept());

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        var before = memory.Kept.Count > 0 ? memory.Kept[0] : null;
        if (sample.Value is null || !Accept.Contains(sample.Flag))
        {
            memory.Waiting.Add(sample);
            Overflow(sample, before, memory, outlet);
            return;
        }
        while (memory.Waiting.Count > 0)
            outlet.Emit(Filled(memory.Waiting.RemoveFirst(), before, sample));
        memory.Kept.Add(sample, 1);
        outlet.Emit(sample);
    }

    public void Finish(Memory memory, Instant until, Outlet outlet)
    {
        while (memory.Waiting.Count > 0)
            outlet.Emit(Filled(memory.Waiting.RemoveFirst(), memory.Kept.Count > 0 ? memory.Kept[0] : null, null));
    }

    // What no value can fill any more goes on at once.
    private void Overflow(Sample sample, Sample? before, Memory memory, Outlet outlet)
    {
        var waiting = memory.Waiting;
        if (waiting.Count > Memory.MaxSamples)
            memory.Kept.Clear();
        var goes = waiting.Count > Memory.MaxSamples || (before is null ? !FillsEnds : IsWide(before, sample));
        while (waiting.Count > 0 && (goes || (before is null && IsWide(waiting[0], sample))))
            outlet.Emit(waiting.RemoveFirst());
    }

    private bool IsWide(Sample left, Sample right) => right.Time.Micros - left.Time.Micros > MaxGap;

    private Sample Filled(Sample sample, Sample? before, Sample? after)
    {
        if (sample.Value is not null || (before ?? after) is null)
            return sample;
        if (before is null || after is null)
            return FillsEnds && !(before is null ? IsWide(sample, after!) : IsWide(before, sample)) ? Like(sample, (before ?? after)!) : sample;
        if (IsWide(before, after))
            return sample;
        return Method switch
        {
            "step" => Like(sample, before),
            "nearest" => Like(sample, sample.Time.Micros - before.Time.Micros <= after.Time.Micros - sample.Time.Micros ? before : after),
            _ => Filled(sample, Statistics.At(before, after, sample.Time.Micros), Flags.Worst(before.Flag, after.Flag)),
        };
    }

    private Sample Like(Sample sample, Sample neighbour) => Filled(sample, neighbour.Value!.Value, neighbour.Flag);

    private Sample Filled(Sample sample, double value, Flag flag) => sample.Changed(Op, value) with { Flag = flag, Origin = Origin.Interpolated };
}

using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>A value far from the middle between its two neighbours is a spike. It is judged when the next one is known; the ends are not.</summary>
/// <param name="Suspect">How far is suspect.</param>
/// <param name="Fail">How far is bad.</param>
/// <param name="MaxGap">Microseconds between neighbours above which there are none. Default none.</param>
/// <param name="Judgement">flag, drop or null.</param>
internal sealed record Spike(double Suspect, double Fail, long MaxGap, Judgement Judgement) : IStage
{
    private const int MaxWaiting = 1000;

    public string Op => "spike";

    public static IStage Read(StepReader step)
    {
        var (suspect, fail) = (step.OptionalNumber("suspect", 0), step.OptionalNumber("fail", 0));
        if ((suspect ?? fail) is null)
            throw step.Fault(null, "spike needs suspect or fail");
        if (suspect > fail)
            throw step.Fault("fail", "has to be at least suspect");
        return new Spike(suspect ?? double.PositiveInfinity, fail ?? double.PositiveInfinity, step.OptionalMicros("maxGap") ?? long.MaxValue,
            Judgement.Read(step, fail is null ? Flag.Suspect : Flag.Bad));
    }

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        // The first one that waits has a value and is judged next; those behind it have none.
        if (sample.Value is not { } next)
        {
            memory.Waiting.Add(sample);
            if (memory.Waiting.Count == 1 || memory.Waiting.Count > MaxWaiting)
            {
                memory.Kept.Clear();
                Finish(memory, Instant.None, outlet);
            }
            return;
        }
        if (memory.Waiting.Count > 0)
        {
            var middle = memory.Waiting.RemoveFirst();
            if (memory.Kept.Count > 0 && Near(memory.Kept[0], middle) && Near(middle, sample))
            {
                var distance = Math.Abs(middle.Value!.Value - ((next + memory.Kept[0].Value!.Value) / 2));
                Judgement.Emit(middle, distance > Fail ? Flag.Bad : distance > Suspect ? Flag.Suspect : Flag.Good, null, outlet);
            }
            else
            {
                outlet.Emit(middle);
            }
            Finish(memory, Instant.None, outlet);
            memory.Kept.Add(middle, 1);
        }
        memory.Waiting.Add(sample);
    }

    public void Finish(Memory memory, Instant until, Outlet outlet)
    {
        while (memory.Waiting.Count > 0)
            outlet.Emit(memory.Waiting.RemoveFirst());
    }

    private bool Near(Sample left, Sample right) => right.Time.Micros - left.Time.Micros <= MaxGap;
}

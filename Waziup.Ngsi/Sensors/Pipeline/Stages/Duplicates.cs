using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>Of readings with one time, one stays. They are in the order of their receipt.</summary>
/// <param name="WithValue">Whether only those with one value too are the same. Default no.</param>
/// <param name="KeepsLast">Whether the last one stays; else (the default) the first.</param>
internal sealed record Duplicates(bool WithValue, bool KeepsLast) : IStage
{
    public string Op => "duplicates";

    public static IStage Read(StepReader step) =>
        new Duplicates(step.Choice("key", "time", "time+value") == "time+value", step.Choice("keep", "first", "last") == "last");

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (memory.Waiting.Count > 0 && memory.Waiting[0].Time != sample.Time)
            Finish(memory, Instant.None, outlet);
        var waiting = memory.Waiting;
        for (var i = 0; i < waiting.Count; i++)
        {
            if (WithValue && (waiting[i].Value != sample.Value || waiting[i].Text != sample.Text))
                continue;
            if (KeepsLast)
                waiting[i] = sample;
            outlet.Drop();
            return;
        }
        waiting.Add(sample);
    }

    public void Finish(Memory memory, Instant until, Outlet outlet)
    {
        while (memory.Waiting.Count > 0)
            outlet.Emit(memory.Waiting.RemoveFirst());
    }
}

using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>Lets the first of every few readings pass, or at most one in some time.</summary>
/// <param name="Every">Of how many readings the first passes; null where it goes by time. 1 to 1,000,000.</param>
/// <param name="Period">Microseconds that lie between two that pass.</param>
internal sealed record Throttle(int? Every, long Period) : IStage
{
    public string Op => "throttle";

    public static IStage Read(StepReader step)
    {
        if (step.Has("every") == step.Has("period"))
            throw step.Fault(null, "throttle needs either every or period");
        return step.Has("every") ? new Throttle(step.Integer("every", null, 1, 1_000_000), 0) : new Throttle(null, step.Micros("period"));
    }

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        bool passes;
        if (Every is { } every)
            (passes, memory.Count) = (memory.Count == 0, (memory.Count + 1) % every);
        else
            passes = memory.Mark.IsNone || sample.Time.Micros - memory.Mark.Micros >= Period;
        if (!passes)
        {
            outlet.Drop();
            return;
        }
        memory.Mark = Every is null ? sample.Time : Instant.None;
        outlet.Emit(sample);
    }
}

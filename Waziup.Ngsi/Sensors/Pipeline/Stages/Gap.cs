using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>Where no reading comes for too long, a missing one stands at the time when it was due.</summary>
/// <param name="MaxInterval">Microseconds that may lie between two readings.</param>
internal sealed record Gap(long MaxInterval) : IStage
{
    public string Op => "gap";

    public static IStage Read(StepReader step) => new Gap(step.Micros("maxInterval"));

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        Tell(memory, sample.Time, outlet);
        memory.Mark = sample.Time;
        outlet.Emit(sample);
    }

    public void Finish(Memory memory, Instant until, Outlet outlet) => Tell(memory, until, outlet);

    private void Tell(Memory memory, Instant now, Outlet outlet)
    {
        if (memory.Mark.IsNone || now.IsNone || now.Micros - memory.Mark.Micros <= MaxInterval)
            return;
        outlet.Flagged();
        outlet.Emit(new Sample(new Instant(memory.Mark.Micros + MaxInterval), null) { Methods = Op });
    }
}

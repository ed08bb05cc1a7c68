using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>Corrects times that lie behind the receipt by more than a clock may be wrong. Only the future is provable: an early time may be honest buffering.</summary>
/// <param name="Tolerance">Microseconds. Default 5 min.</param>
/// <param name="Policy">useReceived (the default) takes the time of receipt; shift subtracts a whole number of steps where that fits within the
/// tolerance, else it takes the time of receipt; flag finds it suspect.</param>
/// <param name="Step">Microseconds, for shift. Default 15 min.</param>
internal sealed record ClockFix(long Tolerance, string Policy, long Step) : IStage
{
    private const long Minute = 60_000_000;

    public string Op => "clockFix";

    public bool IsPointwise => true;

    public bool ChangesTime => true;

    public static IStage Read(StepReader step) => new ClockFix(
        step.OptionalMicros("tolerance", 0) ?? 5 * Minute, step.Choice("policy", "useReceived", "shift", "flag"), step.OptionalMicros("step") ?? 15 * Minute);

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (sample.Time.IsNone || sample.Received.IsNone || sample.Time.Micros - sample.Received.Micros is var ahead && ahead <= Tolerance)
        {
            outlet.Emit(sample);
            return;
        }
        if (Policy == "flag")
        {
            outlet.Flagged();
            outlet.Emit(sample with { Flag = Flags.Worst(sample.Flag, Flag.Suspect) });
            return;
        }
        var shift = (ahead + (Step / 2)) / Step * Step;
        var time = Policy == "shift" && Math.Abs(ahead - shift) <= Tolerance ? new Instant(sample.Time.Micros - shift) : sample.Received;
        outlet.Emit(sample with { Time = time, Methods = sample.MethodsWith(Op) });
    }
}

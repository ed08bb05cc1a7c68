using System.Collections.Immutable;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>Makes up values behind the last one, at every period until the next one comes or until it reaches no further; fills missing ones there.
/// What it makes up is suspect.</summary>
/// <param name="Forecast">How: hold, trend or seasonal.</param>
/// <param name="Period">Microseconds between values that are made up.</param>
/// <param name="Accept">The flags of values that it goes by. Default good and not evaluated.</param>
internal sealed record Extrapolate(IForecast Forecast, long Period, ImmutableArray<Flag> Accept) : IStage
{
    private const int MaxPoints = 10_000;

    public string Op => "extrapolate";

    public static IStage Read(StepReader step)
    {
        var period = step.Micros("period");
        var forecast = step.Choice("method", "hold", "trend", "seasonal") switch
        {
            "hold" => Hold.Read(step),
            "trend" => Trend.Read(step),
            _ => Seasonal.Read(step, period),
        };
        return forecast.Reach / period <= MaxPoints ? new Extrapolate(forecast, period, step.Accept())
            : throw step.Fault("period", $"is so short that more than {MaxPoints} values would be made up");
    }

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        MakeUp(memory, sample.Time.Micros - 1, outlet);
        if (sample.Value is not null && Accept.Contains(sample.Flag))
        {
            Forecast.Keep(memory.Kept, sample);
            memory.Count = 0;
            outlet.Emit(sample);
            return;
        }
        var age = memory.Kept.Count == 0 ? long.MaxValue : sample.Time.Micros - memory.Kept.Last.Time.Micros;
        if (age <= Forecast.Reach)
            memory.Count = Math.Max(memory.Count, age / Period);
        if (sample.Value is null && age <= Forecast.Reach && Forecast.At(memory.Kept, sample.Time.Micros) is { } value)
            sample = sample.Changed(Op, value) with { Flag = Flag.Suspect, Origin = Origin.Extrapolated };
        outlet.Emit(sample);
    }

    public void Finish(Memory memory, Instant until, Outlet outlet) => MakeUp(memory, until.IsNone ? long.MaxValue : until.Micros, outlet);

    private void MakeUp(Memory memory, long last, Outlet outlet)
    {
        if (memory.Kept.Count == 0)
            return;
        var start = memory.Kept.Last.Time.Micros;
        while ((memory.Count + 1) * Period <= Forecast.Reach && start + ((memory.Count + 1) * Period) <= last)
        {
            var micros = start + (++memory.Count * Period);
            if (Forecast.At(memory.Kept, micros) is { } value && double.IsFinite(value))
                outlet.Emit(new Sample(new Instant(micros), value) { Flag = Flag.Suspect, Origin = Origin.Extrapolated, Methods = Op, UnitCode = memory.Kept.Last.UnitCode });
        }
    }
}

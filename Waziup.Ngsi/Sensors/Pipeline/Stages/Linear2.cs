namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>The line through two points: at s0 the value is r0, at s1 it is r1.</summary>
internal sealed record Linear2(double S0, double R0, double S1, double R1) : IStage
{
    public string Op => "linear2";

    public bool IsPointwise => true;

    public static IStage Read(StepReader step)
    {
        var line = new Linear2(step.Number("s0"), step.Number("r0"), step.Number("s1"), step.Number("r1"));
        return line.S0 == line.S1 ? throw step.Fault("s1", "has to differ from s0") : line;
    }

    public void Take(Sample sample, Memory memory, Outlet outlet) =>
        outlet.Emit(sample.Value is { } x ? sample.Changed(Op, R0 + ((x - S0) * (R1 - R0) / (S1 - S0))) : sample);
}

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>A factor, then an offset.</summary>
/// <param name="Factor">Default 1.</param>
/// <param name="Offset">Default 0.</param>
internal sealed record Affine(double Factor, double Offset) : IStage
{
    public string Op => "affine";

    public bool IsPointwise => true;

    public static IStage Read(StepReader step) => new Affine(step.OptionalNumber("factor") ?? 1, step.OptionalNumber("offset") ?? 0);

    public void Take(Sample sample, Memory memory, Outlet outlet) =>
        outlet.Emit(sample.Value is { } x ? sample.Changed(Op, (Factor * x) + Offset) : sample);
}

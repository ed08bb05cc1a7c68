using System.Collections.Immutable;
using System.Text.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>c0 + c1 x + … + cn xⁿ by Horner's rule.</summary>
/// <param name="Coefficients">c0 first; one to nine of them.</param>
internal sealed record Polynomial(ImmutableArray<double> Coefficients) : IStage
{
    public string Op => "polynomial";

    public bool IsPointwise => true;

    public static IStage Read(StepReader step) => new Polynomial(step.List("coefficients", "numbers", 1, 9, item =>
        item.ValueKind == JsonValueKind.Number && double.IsFinite(item.GetDouble()) ? item.GetDouble() : (double?)null));

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (sample.Value is not { } x)
        {
            outlet.Emit(sample);
            return;
        }
        var y = 0d;
        for (var i = Coefficients.Length - 1; i >= 0; i--)
            y = (y * x) + Coefficients[i];
        outlet.Emit(sample.Changed(Op, y));
    }
}

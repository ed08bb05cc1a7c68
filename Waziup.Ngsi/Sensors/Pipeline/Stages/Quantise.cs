namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>Rounds to some decimals, or to multiples of a step, as people do it: by the digits of the number, not by its bits.</summary>
/// <param name="Decimals">0 to 15; null where it is a step.</param>
/// <param name="Step">The step.</param>
/// <param name="Mode">Halves go away from zero (the default), or to the even neighbour.</param>
internal sealed record Quantise(int? Decimals, decimal Step, MidpointRounding Mode) : IStage
{
    // Beyond it a number has no digits that rounding could take.
    private const double Greatest = 1e13;

    public string Op => "quantise";

    public bool IsPointwise => true;

    public static IStage Read(StepReader step)
    {
        if (step.Has("decimals") == step.Has("step"))
            throw step.Fault(null, "quantise needs either decimals or step");
        var mode = step.Choice("mode", "away", "even") == "even" ? MidpointRounding.ToEven : MidpointRounding.AwayFromZero;
        return step.Has("decimals") ? new Quantise(step.Integer("decimals", null, 0, 15), 0, mode) : new Quantise(null, (decimal)step.Number("step", 1e-12, 1e12), mode);
    }

    public void Take(Sample sample, Memory memory, Outlet outlet) =>
        outlet.Emit(sample.Value is { } x && Math.Abs(x) < Greatest ? sample.Changed(Op, (double)Round((decimal)x)) : sample);

    private decimal Round(decimal x) => Decimals is { } decimals ? decimal.Round(x, decimals, Mode) : decimal.Round(x / Step, 0, Mode) * Step;
}

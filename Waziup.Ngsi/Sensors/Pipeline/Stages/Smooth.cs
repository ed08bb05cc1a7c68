using System.Collections.Immutable;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>Puts a smooth value in the place of each reading.</summary>
/// <param name="Op">The name of the operation.</param>
/// <param name="How">How it is made.</param>
/// <param name="Accept">The flags of those that enter; others pass unchanged. Default good and not evaluated.</param>
internal sealed record Smooth(string Op, ISmoothing How, ImmutableArray<Flag> Accept) : IStage
{
    public static Func<StepReader, IStage> By(Func<StepReader, ISmoothing> read) => step => new Smooth(step.Text("op"), read(step), step.Accept());

    public void Take(Sample sample, Memory memory, Outlet outlet) =>
        outlet.Emit(sample.Value is { } x && Accept.Contains(sample.Flag) ? sample.Changed(Op, How.Next(sample, x, memory)) : sample);
}

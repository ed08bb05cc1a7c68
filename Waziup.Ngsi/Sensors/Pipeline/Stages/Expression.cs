using Waziup.Ngsi.Sensors.Pipeline.Expressions;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>A value computed by a small language; missing where it divides by zero or is no number.</summary>
/// <param name="Formula">The expression: value, prev (the value before), dt (seconds since that), observedAt (seconds since 1970) and other attributes
/// of the entity, by name.</param>
/// <remarks>At most 1,000 characters, nested at most 40 deep.</remarks>
internal sealed record Expression(Node Formula) : IStage
{
    public string Op => "expression";

    public static IStage Read(StepReader step)
    {
        try
        {
            return new Expression(ExpressionParser.Parse(step.Text("text", ExpressionParser.MaxLength)));
        }
        catch (FormatException problem)
        {
            throw step.Fault("text", problem.Message);
        }
    }

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        var before = memory.Kept.Count > 0 ? memory.Kept[0] : null;
        var result = Formula.Of(new Scope(sample, before?.Value, before is null ? null : (sample.Time.Micros - before.Time.Micros) / 1e6));
        if (sample.Value is not null)
            memory.Kept.Add(sample, 1);
        outlet.Emit(sample.Changed(Op, result));
    }
}

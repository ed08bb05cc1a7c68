using Waziup.Ngsi.Sensors.Catalogue;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>Converts to another unit of the same dimension. The output has the new unit.</summary>
/// <param name="From">The unit of values that bring none; null where each has to bring its own.</param>
/// <param name="To">The unit that is wanted, as a code of UN/CEFACT.</param>
internal sealed record ConvertUnit(string? From, string To) : IStage
{
    public string Op => "convertUnit";

    public bool IsPointwise => true;

    public static IStage Read(StepReader step)
    {
        var (from, to) = (step.OptionalText("from", 8) ?? step.UnitCode, step.Text("to", 8));
        if (Units.Find(to) is null)
            throw step.Fault("to", $"'{to}' is no unit that is known");
        if (from is not null && !Units.AreConvertible(from, to))
            throw step.Fault(step.Has("from") ? "from" : "to", $"'{from}' cannot be converted to '{to}'");
        step.UnitCode = to;
        return new ConvertUnit(from, to);
    }

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (sample.Value is not { } x)
        {
            outlet.Emit(sample);
        }
        else if ((sample.UnitCode ?? From) is { } from && Units.TryConvert(x, from, To, out var converted))
        {
            outlet.Emit(sample.Changed(Op, converted) with { UnitCode = To });
        }
        else
        {
            outlet.Fail($"'{sample.UnitCode}' cannot be converted to '{To}'");
            outlet.Emit(sample.Changed(Op, null));
        }
    }
}

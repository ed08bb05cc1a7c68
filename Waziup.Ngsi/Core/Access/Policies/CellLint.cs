using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Looks at what is told by cells and parts of time: how much of it is told, and where nothing is (P10, P17).</summary>
internal static class CellLint
{
    public static IEnumerable<(string Code, bool IsError, string Text)> In(Policy policy)
    {
        foreach (var (name, form) in policy.Forms)
        {
            if (form.Cells is { } cells)
            {
                foreach (var text in Tells(name, cells))
                    yield return ("P10", false, $"{PolicyLint.Short(name)}: {text}");
            }
            if (policy.Effect != RuleEffect.Limit && policy.Rights.Contains(Right.Read) && (form.Cells is not null || form.Time is not null))
                yield return ("P17", false, $"{PolicyLint.Short(name)} is told in histories alone: with read it shows nothing, and takes no other policy's place; give it with history");
        }
    }

    private static IEnumerable<string> Tells(Iri name, AggregateCells cells)
    {
        if (cells.Methods.Contains("min") || cells.Methods.Contains("max"))
            yield return "min and max are single readings";
        foreach (var text in cells.Epsilon > 0 ? NoiseCost.Of(name, cells).Warnings($"{cells.MinSamples}") : [])
            yield return text;
    }
}

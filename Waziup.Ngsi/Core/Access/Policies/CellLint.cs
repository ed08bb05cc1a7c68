using System.Globalization;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Looks at what is told by cells and parts of time: how much of it is told, and where nothing is (P10, P17).</summary>
internal static class CellLint
{
    private const double MostPerMonth = 10;
    private static readonly Period Month = new(1, 0);
    private const double MostError = 0.1;

    public static IEnumerable<(string Code, bool IsError, string Text)> In(Policy policy)
    {
        foreach (var (name, form) in policy.Forms)
        {
            if (form.Cells is { } cells)
            {
                foreach (var text in Tells(cells))
                    yield return ("P10", false, $"{PolicyLint.Short(name)}: {text}");
            }
            if (policy.Effect != RuleEffect.Limit && policy.Rights.Contains(Right.Read) && (form.Cells is not null || form.Time is not null))
                yield return ("P17", false, $"{PolicyLint.Short(name)} is told in histories alone: with read it shows nothing, and takes no other policy's place; give it with history");
        }
    }

    private static IEnumerable<string> Tells(AggregateCells cells)
    {
        if (cells.Methods.Contains("min") || cells.Methods.Contains("max"))
            yield return "min and max are single readings";
        if (cells.Epsilon == 0)
            yield break;
        var each = cells.Epsilon / 1000.0;
        // Of one reading more or less: the mean of the fewest readings is off by so much of what lies between the bounds.
        if (1 / (each * cells.MinSamples) > MostError)
            yield return Said($"a mean of {cells.MinSamples} is expected to be off by {100 / (each * cells.MinSamples):0} % of its range");
        var perMonth = cells.Budget is { } budget ? budget.Epsilon / 1000.0 * Month.Days / budget.Per.Days : double.PositiveInfinity;
        if (perMonth > MostPerMonth)
            yield return double.IsFinite(perMonth) ? Said($"epsilon of a month is {perMonth:0.#}, more than {MostPerMonth}") : "noise without a budget: nothing bounds what is told together";
    }

    private static string Said(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

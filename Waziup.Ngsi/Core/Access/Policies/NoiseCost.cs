using System.Globalization;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Access.Policies.Releases;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>What noise keeps and what it costs: how much is told together, and by how much a mean is off.</summary>
/// <param name="Attribute">Of which attribute.</param>
/// <param name="Epsilon">How much one answer tells.</param>
/// <param name="PerMonth">How much all answers of a month tell; infinite where nothing bounds it.</param>
/// <param name="Error">By which part of its range the mean of the fewest values that are told of is expected to be off. At the ends of the range that of a release is off by up to twice as much.</param>
/// <param name="Range">From the least value to the greatest.</param>
internal sealed record NoiseCost(Iri Attribute, double Epsilon, double PerMonth, double Error, decimal Range)
{
    private const double MostPerMonth = 10;
    private const double MostError = 0.1;

    private static readonly Period Month = new(1, 0);

    /// <summary>That of all attributes of a policy that have noise.</summary>
    public static IEnumerable<NoiseCost> Of(Policy policy)
    {
        foreach (var (name, form) in policy.Forms)
        {
            if (form.Cells is { Epsilon: > 0 } cells)
                yield return Of(name, cells);
        }
        if (policy.Release is { Epsilon: > 0 } release)
            yield return Of(release);
    }

    public static NoiseCost Of(Iri name, AggregateCells cells)
    {
        var perMonth = cells.Budget is { } budget ? budget.Epsilon / 1000.0 * Month.Days / budget.Per.Days : double.PositiveInfinity;
        return new NoiseCost(name, cells.Epsilon / 1000.0, perMonth, Off(cells.Epsilon, cells.MinSamples), cells.Clamp!.Value.Highest - cells.Clamp.Value.Lowest);
    }

    /// <summary>That of what is published once for each period. Who is in several groups is told of so much in each.</summary>
    public static NoiseCost Of(Release release) => new(
        release.As.Attribute, release.Epsilon / 1000.0, release.Epsilon / 1000.0 * Month.Days / release.Period.Days, Off(release.Epsilon, release.MinUnits),
        release.Lattice!.Highest - release.Lattice.Lowest);

    /// <summary>What is to be thought over in it.</summary>
    public IEnumerable<string> Warnings(string what)
    {
        if (Error > MostError)
            yield return Said($"a mean of {what} is expected to be off by {100 * Error:0} % of its range");
        if (PerMonth > MostPerMonth)
            yield return double.IsFinite(PerMonth) ? Said($"epsilon of a month is {PerMonth:0.#}, more than {MostPerMonth}") : "noise without a budget: nothing bounds what is told together";
    }

    /// <param name="policy">The id of the policy.</param>
    public JsonObject ToJson(string policy) => new()
    {
        ["policy"] = policy,
        ["attribute"] = PolicyLint.Short(Attribute),
        ["epsilon"] = Epsilon,
        ["epsilonPerMonth"] = double.IsFinite(PerMonth) ? Math.Round(PerMonth, 3) : null,
        ["expectedError"] = (decimal)Error * Range,
    };

    /// <summary>The size of the noise of a sum is expected to be its scale: the range by ε, and of a release half the range by half of ε.</summary>
    private static double Off(int epsilon, int values) => 1000.0 / ((double)epsilon * values);

    private static string Said(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

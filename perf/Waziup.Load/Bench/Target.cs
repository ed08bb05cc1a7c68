using System.Globalization;

namespace Waziup.Load.Bench;

/// <summary>A number to reach: what the ratios of host and floor must be, and in how many of the pairs.</summary>
/// <param name="What">The ratio's name.</param>
/// <param name="Ratio">The ratio of a pair.</param>
/// <param name="Limit">The bound that it has to keep.</param>
/// <param name="IsMinimum">Whether more is better.</param>
/// <param name="Share">The share of pairs that must keep it; 0: the quartile on the bad side must.</param>
internal sealed record Target(string What, Func<Pair, double> Ratio, double Limit, bool IsMinimum, double Share = 0)
{
    /// <summary>What the limit is a multiple or a number of.</summary>
    public string Than { get; init; } = " of the floor's";

    /// <summary>Whether the pairs reach it, and the sentence that says so.</summary>
    public (bool Reached, string Text) Judge(IReadOnlyCollection<Pair> pairs)
    {
        var bound = $"{What} {(IsMinimum ? "at least" : "at most")} {Number(Limit)}{Than}";
        if (pairs.Count == 0)
            return (false, $"{bound}: no valid pair");

        if (Share > 0)
        {
            var kept = pairs.Count(pair => Keeps(Ratio(pair)));
            // Rounded up: 5 of 7 stays 5 of 7, and fewer pairs never ask for less than that share.
            var needed = (int)Math.Ceiling((Share * pairs.Count) - 1e-9);
            return (kept >= needed, $"{bound} in {needed} of {pairs.Count} pairs: kept in {kept}, {Verdict(kept >= needed)}");
        }

        var quartiles = Quartiles.Of(pairs.Select(Ratio));
        var value = IsMinimum ? quartiles.Lower : quartiles.Upper;
        var reached = Keeps(value);
        return (reached, $"{bound}: {(IsMinimum ? "lower" : "upper")} quartile {Number(value)}, {Verdict(reached)}");
    }

    bool Keeps(double ratio) => IsMinimum ? ratio >= Limit : ratio <= Limit;

    static string Verdict(bool reached) => reached ? "reached" : "NOT reached";

    static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}

using System.Globalization;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Access.Policies.Releases;

/// <summary>Looks at what policies release: whether two of them together tell what neither tells alone (P09), whether one can move a mean (P10), and whether anybody sees it (P18).</summary>
internal static class ReleaseLint
{
    private const double MostAlone = 0.01;

    /// <param name="policy">The policy.</param>
    /// <param name="others">Those that hold beside it.</param>
    public static IEnumerable<(string Code, bool IsError, string Text, string? Other)> In(Policy policy, IEnumerable<Policy> others)
    {
        if (policy.Release is not { } release)
            yield break;
        foreach (var other in others.Where(other => other.Id != policy.Id && other.Release is not null))
        {
            if (other.Release!.IdPrefix == release.IdPrefix)
                yield return ("P09", true, $"it publishes the same entities as {other.Id}: their ids end alike", other.Id);
            else if (Overlap(release, other.Release) && (release.Epsilon == 0 || other.Release.Epsilon == 0))
                yield return ("P09", true, $"{PolicyLint.Short(release.Attribute)} of the same types is released by {other.Id} too: without epsilon in both the difference of the two tells of those who are in one alone", other.Id);
        }
        if (release.Clamp is null)
            yield return ("P10", false, "a release without clamp: one who tells large numbers moves the mean as he likes, and is seen in it", null);
        foreach (var text in release.Epsilon > 0 ? Tells(release) : [])
            yield return ("P10", false, $"{PolicyLint.Short(release.As.Attribute)}: {text}", null);
        foreach (var name in new[] { release.As.Attribute, release.As.TotalCount }.OfType<Iri>().Where(name => policy.FormOf(name) is not { IsHidden: false }))
            yield return ("P18", false, $"it publishes {PolicyLint.Short(name)}, which its attributes do not show", null);
    }

    private static IEnumerable<string> Tells(Release release)
    {
        foreach (var text in NoiseCost.Of(release).Warnings($"{release.MinUnits} units"))
            yield return text;
        // So often noise alone makes up for all but one.
        var q = Math.Exp(-release.Epsilon / 2000.0);
        if (Math.Pow(q, release.MinUnits - 1) / (1 + q) is > MostAlone and var chance)
            yield return string.Create(CultureInfo.InvariantCulture, $"of a group of one something is published with a chance of {100 * chance:0} %, which tells that there is one; more minUnits make it less");
    }

    /// <summary>Whether readings may be in both. A reading has one unitCode.</summary>
    private static bool Overlap(Release one, Release other) => one.Attribute.Equals(other.Attribute) && PairLint.SameTypes(one.Sources, other.Sources)
        && (one.UnitCode is null || other.UnitCode is null || one.UnitCode == other.UnitCode);
}

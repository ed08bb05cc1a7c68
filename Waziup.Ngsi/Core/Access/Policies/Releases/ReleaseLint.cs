namespace Waziup.Ngsi.Access.Policies.Releases;

/// <summary>Looks at what policies release: whether two of them together tell what neither tells alone (P09), whether one can move a mean (P10), and whether anybody sees it (P18).</summary>
internal static class ReleaseLint
{
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
            else if (Overlap(release, other.Release))
                yield return ("P09", true, $"{PolicyLint.Short(release.Attribute)} of the same types is released by {other.Id} too: the difference of the two tells of those who are in one alone", other.Id);
        }
        if (release.Clamp is null)
            yield return ("P10", false, "a release without clamp: one who tells large numbers moves the mean as he likes, and is seen in it", null);
        if (policy.FormOf(release.As.Attribute) is not { IsHidden: false })
            yield return ("P18", false, $"it publishes {PolicyLint.Short(release.As.Attribute)}, which its attributes do not show", null);
    }

    /// <summary>Whether readings may be in both. A reading has one unitCode.</summary>
    private static bool Overlap(Release one, Release other) => one.Attribute.Equals(other.Attribute) && PairLint.SameTypes(one.Sources, other.Sources)
        && (one.UnitCode is null || other.UnitCode is null || one.UnitCode == other.UnitCode);
}

using Waziup.Ngsi.Access;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Looks for what a policy shows by which one of a group can still be told from the others.</summary>
internal static class CohortLint
{
    /// <param name="policy">The policy.</param>
    public static IEnumerable<(string Code, bool IsError, string Text)> In(Policy policy)
    {
        if (policy.Cohort is null)
            yield break;
        var singling = Singling(policy, policy.Cohort).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (singling.Count > 0)
            yield return ("P11", false, $"of a group that looks alike one can be told from the others by what is shown, but not in cohort/by: {string.Join(", ", singling)}");
    }

    private static IEnumerable<string> Singling(Policy policy, CohortRule cohort)
    {
        // Who says nothing of the id shows it.
        if (!policy.Forms.TryGetValue(EntityNames.Id, out var id) || id.IsShown)
            yield return "id";
        if (policy.Rest is { TellsNothing: false, Value: not ValueStep.Pseudonym })
            yield return "*";
        foreach (var (name, form) in policy.Forms)
        {
            // An alias tells one thing from another, and not which it is.
            if (!form.TellsNothing && form.Value != ValueStep.Pseudonym && !name.Equals(EntityNames.Id) && !cohort.By.Contains(name))
                yield return PolicyLint.Short(name);
        }
        foreach (var ((attribute, sub), isShown) in policy.Beside)
        {
            if (isShown)
                yield return $"{PolicyLint.Short(attribute)}.{PolicyLint.Short(sub)}";
        }
    }
}

using System.Collections.Immutable;

namespace Waziup.Ngsi.Access;

/// <summary>Which rules say nothing that another one does not say where both fit: who may see all of a station need not be asked whether it is his.</summary>
internal static class RuleCover
{
    /// <summary>The rules that each one covers, as bits.</summary>
    public static ulong[] Of(ImmutableArray<AttributeRule> rules)
    {
        var covered = new ulong[rules.Length];
        for (var i = 0; i < rules.Length; i++)
        {
            for (var j = 0; j < rules.Length; j++)
                covered[i] |= i != j && Covers(rules[i], rules[j]) ? 1UL << j : 0;
        }
        return covered;
    }

    /// <summary>Whatever limits leave of the same form is the same, and of what is shown as it is the most; of two other forms that cannot be said.</summary>
    private static bool Covers(AttributeRule rule, AttributeRule other) => IsPlain(rule) && IsPlain(other)
        && Covers(rule.Rest, other.Rest)
        && rule.Forms.Keys.Concat(other.Forms.Keys).Append(EntityNames.Id).All(name => Covers(rule.Of(name), other.Of(name)));

    private static bool Covers(Disclosure? form, Disclosure? other) => other is null or { TellsNothing: true } || form == Disclosure.Show || form == other;

    // What is said of some instances alone changes what is said of all, and what is said of a sub-attribute what others say of it.
    private static bool IsPlain(AttributeRule rule) => rule.Effect == RuleEffect.Allow && rule.Beside.Count == 0
        && rule.Forms.Values.Append(rule.Rest).All(form => form is null or { Datasets.IsDefault: true });
}

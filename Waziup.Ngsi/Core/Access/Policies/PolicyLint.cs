using System.Text.Json.Nodes;
using Waziup.Ngsi.Access.Policies.Releases;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Something that lint has found.</summary>
/// <param name="Code">Which kind of thing.</param>
/// <param name="IsError">Whether it keeps a policy from being activated.</param>
/// <param name="Policy">Where.</param>
/// <param name="Text">What.</param>
/// <param name="Other">Another policy without which it would not be so; null for none.</param>
internal sealed record Finding(string Code, bool IsError, string Policy, string Text, string? Other = null)
{
    public JsonObject ToJson() => new() { ["code"] = Code, ["severity"] = IsError ? "error" : "warning", ["policy"] = Policy, ["text"] = Text };
}

/// <summary>Looks for what authors of policies seldom mean.</summary>
/// <remarks>It looks at policies alone. What is stored is looked at by <see cref="NameLint"/> and <see cref="LetLint"/>, where somebody asks for it.</remarks>
internal static class PolicyLint
{
    /// <summary>Names that tell who or where somebody is.</summary>
    private static readonly string[] Identifying = ["name", "serialNumber", "devEUI", "macAddress", "ipAddress"];

    private static readonly string[] Placing = ["address", "observationSpace", "operationSpace"];

    /// <param name="policies">Those that are to hold together.</param>
    /// <param name="now">When.</param>
    public static List<Finding> Of(IReadOnlyList<Policy> policies, Instant now)
    {
        var findings = new List<Finding>();
        foreach (var policy in policies)
        {
            foreach (var (code, isError, text) in In(policy, now).Concat(CellLint.In(policy)).Concat(CohortLint.In(policy)))
                findings.Add(new Finding(code, isError, policy.Id, text));
            foreach (var (code, isError, text, other) in PairLint.In(policy, policies).Concat(ViewLint.In(policy, policies)).Concat(ReleaseLint.In(policy, policies)))
                findings.Add(new Finding(code, isError, policy.Id, text, other));
            foreach (var other in policies.Where(other => Writes(other) && SharesCallers(policy, other)))
            {
                if (policy.Forms.FirstOrDefault(form => form.Value.Value == ValueStep.Pseudonym && other.Forms.GetValueOrDefault(form.Key) is { IsShown: true }) is { Key: { } name })
                    findings.Add(new Finding("P08", true, policy.Id, $"{Short(name)} is shown under a pseudonym to whom {other.Id} lets write it", other.Id));
                else if (policy.Rest is { Value: ValueStep.Pseudonym } && (other.Rest is { IsShown: true } || other.Forms.Any(form => form.Value.IsShown && !policy.Forms.ContainsKey(form.Key))))
                    findings.Add(new Finding("P08", true, policy.Id, $"* is shown under a pseudonym to whom {other.Id} lets write some of it", other.Id));
            }
        }
        return findings;
    }

    private static IEnumerable<(string Code, bool IsError, string Text)> In(Policy policy, Instant now)
    {
        if (Conditions(policy).Any(SplitsInstances))
            yield return ("P02", true, "a condition on a relationship and one on its sub-attribute need not meet in one instance; use a relationship for each");
        if (policy.Who.Contains("anybody") && Writes(policy))
            yield return ("P04", true, "anybody may write");
        if (policy.Effect == RuleEffect.Allow && policy.Rights.Contains(Right.Create) && !Leaves(policy.Entities).Any(leaf => leaf is Filter.IdMatches or Filter.HasId))
            yield return ("P05", false, "create without idPattern: whether an id is taken is told to whoever may create it");
        if (policy.Effect == RuleEffect.Allow && policy.Rest is { IsShown: true } && (policy.Who.Contains("anybody") || IsPseudonym(policy, EntityNames.Id)))
            yield return ("P06", false, "* is shown to anybody, or beside an id under a pseudonym: also what will be added later");
        foreach (var betrayed in Betrayals(policy))
            yield return ("P07", true, betrayed);
        if (!policy.Until.IsNone && policy.Until <= now)
            yield return ("P15", false, "it does not hold any more");
    }

    private static IEnumerable<string> Betrayals(Policy policy)
    {
        if (policy.Effect == RuleEffect.Limit)
            yield break;
        var isWho = IsPseudonym(policy, EntityNames.Id) || policy.Forms.Any(form => form.Value.Value == ValueStep.Pseudonym && Short(form.Key) == "owner");
        foreach (var (name, form) in policy.Forms)
        {
            if (isWho && form.IsShown && Identifying.Contains(Short(name)))
                yield return $"id or owner is under a pseudonym, but {Short(name)} is shown";
            if (form.IsShown && Placing.Contains(Short(name)) && policy.Forms.Any(other => other.Value.Value == ValueStep.Grid))
                yield return $"a place is coarse, but {Short(name)} is shown";
        }
        if (isWho && policy.Rest is { IsShown: true })
            yield return "id or owner is under a pseudonym, but whatever is not named is shown";
    }

    private static bool IsPseudonym(Policy policy, Iri name) => policy.Forms.GetValueOrDefault(name) is { Value: ValueStep.Pseudonym };

    private static bool Writes(Policy policy) =>
        policy.Effect != RuleEffect.Limit && policy.Rights.Any(right => right is Right.Create or Right.Update or Right.Delete or Right.Register or Right.Administer);

    private static bool SharesCallers(Policy policy, Policy other) =>
        policy.Who.Any(who => other.Who.Contains(who)) || policy.Who.Contains("anybody") || other.Who.Contains("anybody") || other.Who.Contains("authenticated");

    private static IEnumerable<Filter> Conditions(Policy policy) => policy.Let.Values.Select(set => set.Entities).Append(policy.Entities);

    private static bool SplitsInstances(Filter filter)
    {
        var paths = Leaves(filter).OfType<Filter.Compares>().Select(compares => compares.Path).ToList();
        return paths.Exists(path => path.Names.Length > 1 && paths.Exists(other => other.Names.Length == 1 && other.Names[0].Equals(path.Names[0])));
    }

    private static IEnumerable<Filter> Leaves(Filter filter) => filter switch
    {
        Filter.All all => all.Parts.SelectMany(Leaves),
        Filter.Any any => any.Parts.SelectMany(Leaves),
        Filter.Not not => Leaves(not.Part),
        _ => [filter],
    };

    /// <summary>The last part of a name.</summary>
    public static string Short(Iri name) => name.Value[(name.Value.LastIndexOfAny(['/', '#', ':']) + 1)..];
}

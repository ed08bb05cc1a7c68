using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Policies.Releases;

/// <summary>
/// Reads what a policy releases: <c>{"attribute":"level","group":{"scopeDepth":2},"period":"P1D","unit":"owner","as":{"type":"VillageWell","attribute":"level"}}</c>,
/// with <c>unitCode</c>, <c>methods</c>, <c>minUnits</c>, <c>minSamples</c>, <c>clamp</c>, <c>round</c> and <c>epsilon</c>.
/// </summary>
internal sealed class ReleaseReader(ActiveContext terms)
{
    private const int MaxDepth = 20;
    private const int Most = 1_000_000;

    private readonly PathForms _paths = new(terms);

    /// <summary>The policy with what it releases: it gives what is published, and nothing of what that is made of.</summary>
    /// <exception cref="NgsiLdException">BadRequestData, which says where.</exception>
    public Policy Into(Policy policy, JsonElement json)
    {
        if (policy.Effect != RuleEffect.Allow)
            throw NgsiLdErrors.Bad("/release goes with the effect allow");
        if (policy.Rights.Any(right => right is not (Right.Read or Right.History or Right.Subscribe)))
            throw NgsiLdErrors.Bad("/release goes with the rights history, read, subscribe: what is published is written by nobody else");
        if (policy.Let.Count > 0 || Placeholders.In(policy.Entities).Any())
            throw NgsiLdErrors.Bad("/release is one for all callers: /let and $me, $subject, $groups do not go with it");
        if (policy.Cohort is not null)
            throw NgsiLdErrors.Bad("/release has groups of its own, and no cohort");
        JsonForm.CheckMembers(json, "/release", "attribute", "unitCode", "group", "period", "methods", "unit", "minUnits", "minSamples", "clamp", "round", "epsilon", "as");
        var release = Read(policy, json);
        var prefix = Pattern.Parse("/release/as", $"^{Regex.Escape(release.IdPrefix)}");
        return policy with { Release = release, Entities = Filter.And(new Filter.OfType(release.As.Type), new Filter.IdMatches(prefix)) };
    }

    private Release Read(Policy policy, JsonElement json)
    {
        var shown = Needed(json, "as");
        JsonForm.CheckMembers(shown, "/release/as", "type", "attribute", "totalCount");
        var (type, attribute, count) = (TypeIn(shown), Name(shown, "attribute", "/release/as"), CountIn(json, shown));
        var name = PolicyLint.Short(new Iri(policy.Id));
        if (name.Length == 0)
            throw NgsiLdErrors.Bad("/id: what is released is called by the last part of it, which is empty");
        var period = FormReader.Parts(Needed(json, "period"), "/release/period");
        var release = new Release(
            policy.Entities, Name(json, "attribute"), period, Name(json, "unit"), (type, attribute, count),
            $"urn:ngsi-ld:{Uri.EscapeDataString(PolicyLint.Short(type))}:{Uri.EscapeDataString(name)}:")
        {
            UnitCode = json.TryGetProperty("unitCode", out _) ? Text(json, "unitCode") : null,
            MinUnits = Whole(json, "minUnits", 3, Most) ?? 5,
            MinSamples = Whole(json, "minSamples", 2, Most) ?? 20,
            Clamp = json.TryGetProperty("clamp", out var clamp) ? Bounds(clamp) : null,
            Round = json.TryGetProperty("round", out var round) ? JsonForm.Positive(round, "/release/round") : null,
        };
        return Grouped(json.TryGetProperty("epsilon", out var epsilon) ? Noisy(release, json, epsilon) : release, Needed(json, "group"));
    }

    private static Release Noisy(Release release, JsonElement json, JsonElement epsilon)
    {
        if (!json.TryGetProperty("clamp", out var clamp))
            throw NgsiLdErrors.Bad("/release: epsilon needs clamp");
        // How many readings somebody has is told of by a threshold, whatever noise is added elsewhere.
        if (json.TryGetProperty("minSamples", out _))
            throw NgsiLdErrors.Bad("/release/minSamples does not go with epsilon: each unit counts as one, however many readings it has; minUnits decides");
        return release with { Epsilon = CellsReader.Thousandths(epsilon, "/release/epsilon"), Lattice = CellsReader.LatticeIn(clamp, "/release/clamp") };
    }

    private Release Grouped(Release release, JsonElement group)
    {
        JsonForm.CheckMembers(group, "/release/group", "scopeDepth", "by");
        var depth = Whole(group, "scopeDepth", 1, MaxDepth, "/release/group");
        if (depth is null != group.TryGetProperty("by", out _))
            throw NgsiLdErrors.Bad("/release/group has either scopeDepth or by");
        return depth is { } levels ? release with { ScopeDepth = levels } : release with { By = Name(group, "by", "/release/group") };
    }

    /// <summary>The attribute for the number of units; null where the methods do not name it.</summary>
    private Iri? CountIn(JsonElement json, JsonElement shown)
    {
        var methods = json.TryGetProperty("methods", out var named) ? JsonForm.Texts(named, "/release/methods").ToList() : ["avg"];
        if (methods.Find(method => method is not ("avg" or "totalCount")) is { } other)
        {
            throw NgsiLdErrors.Bad(other is "min" or "max" ? $"/release/methods: {other} is a reading of somebody's; avg is offered, with epsilon totalCount too"
                : $"/release/methods: '{other}' is not offered; avg is, with epsilon totalCount too");
        }
        var isCounted = methods.Contains("totalCount");
        if (isCounted && !json.TryGetProperty("epsilon", out _))
            throw NgsiLdErrors.Bad("/release/methods: totalCount goes with epsilon: how many there are tells of who comes and goes");
        if (!methods.Contains("avg"))
            throw NgsiLdErrors.Bad("/release/methods has avg");
        if (isCounted != shown.TryGetProperty("totalCount", out _))
            throw NgsiLdErrors.Bad("/release/as/totalCount names the attribute for the number of units, where the methods have totalCount");
        return !isCounted ? null : Name(shown, "totalCount", "/release/as") is var count && !count.Equals(Name(shown, "attribute", "/release/as"))
            ? count : throw NgsiLdErrors.Bad("/release/as/totalCount is another attribute than /release/as/attribute");
    }

    private static (double Lowest, double Highest) Bounds(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == 2 && json.EnumerateArray().All(bound => bound.ValueKind == JsonValueKind.Number)
            && json[0].GetDouble() is var lowest && json[1].GetDouble() is var highest && double.IsFinite(highest - lowest) && lowest < highest
            ? (lowest, highest) : throw NgsiLdErrors.Bad("/release/clamp is [least, greatest]");

    private static int? Whole(JsonElement json, string name, int least, int most, string at = "/release") =>
        json.TryGetProperty(name, out var value) ? JsonForm.Whole(value, $"{at}/{name}", least, most) : null;

    private static JsonElement Needed(JsonElement json, string name, string at = "/release") => JsonForm.Needed(json, name, at);

    private static string Text(JsonElement json, string name, string at = "/release") => JsonForm.Text(Needed(json, name, at), $"{at}/{name}");

    private Iri Name(JsonElement json, string name, string at = "/release") => _paths.Name(Text(json, name, at), $"{at}/{name}");

    private Iri TypeIn(JsonElement json) => TypeParser.Parse(Text(json, "type", "/release/as"), terms) is Filter.OfType type && UriText.IsAbsolute(type.Type.Utf8)
        ? type.Type : throw NgsiLdErrors.Bad("/release/as/type is the name of one type");
}

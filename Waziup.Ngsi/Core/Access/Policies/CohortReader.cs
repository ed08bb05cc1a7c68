using System.Collections.Immutable;
using System.Text.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Reads which entities a policy shows only where enough others are like them: <c>{"k":5,"by":["location"],"unit":"owner","refresh":"P1D"}</c>.</summary>
/// <param name="terms">The @context in which names are written.</param>
internal sealed class CohortReader(ActiveContext terms)
{
    private const int MostK = 1000;
    private const int MostBy = 8;
    private static readonly Period Shortest = new(0, 3_600_000_000);
    private static readonly Period Usual = new(0, 24 * Shortest.Rest);

    private readonly PathForms _paths = new(terms);

    /// <param name="json">The member <c>cohort</c>.</param>
    /// <param name="policy">The policy that has it, read but for this.</param>
    /// <exception cref="NgsiLdException">BadRequestData, which says where.</exception>
    public CohortRule Read(JsonElement json, Policy policy)
    {
        JsonForm.CheckMembers(json, "/cohort", "k", "by", "unit", "refresh");
        if (policy.Effect != RuleEffect.Allow)
            throw NgsiLdErrors.Bad("/cohort: a limit or an override has none");
        if (!policy.Rights.Any(right => right is Right.Read or Right.History or Right.Subscribe))
            throw NgsiLdErrors.Bad("/cohort says what is seen; the policy has no right to see anything");
        if (policy.Let.Count > 0 || Placeholders.In(policy.Entities).Any())
            throw NgsiLdErrors.Bad("a cohort is the same for everybody: /entities must not ask who somebody is, and there is no /let");
        var k = JsonForm.Whole(JsonForm.Needed(json, "k", "/cohort"), "/cohort/k", 2, MostK);
        var unit = _paths.Name(JsonForm.Text(JsonForm.Needed(json, "unit", "/cohort"), "/cohort/unit"), "/cohort/unit");
        return new CohortRule(k, By(JsonForm.Needed(json, "by", "/cohort"), policy), unit, json.TryGetProperty("refresh", out var refresh) ? PeriodIn(refresh) : Usual);
    }

    private ImmutableArray<Iri> By(JsonElement json, Policy policy)
    {
        var names = JsonForm.Texts(json, "/cohort/by").Select(term => term == "scope" ? EntityNames.Scope : _paths.Name(term, "/cohort/by")).Distinct().ToImmutableArray();
        if (names.Length > MostBy)
            throw NgsiLdErrors.Bad($"/cohort/by has 1 to {MostBy} names");
        if (names.FirstOrDefault(name => (policy.FormOf(name) ?? Disclosure.Hide) is { IsHidden: true } or { Time: not null }) is { } hidden)
            throw NgsiLdErrors.Bad($"/cohort/by: {PolicyLint.Short(hidden)} is not shown by the policy, so nothing looks alike by it");
        return names;
    }

    private static Period PeriodIn(JsonElement json) =>
        Period.TryParse(JsonForm.Text(json, "/cohort/refresh"), out var period) && (period.Months > 0 || period.Rest >= Shortest.Rest)
            ? period : throw NgsiLdErrors.Bad("/cohort/refresh is a duration of ISO 8601 of at least PT1H, such as P1D");
}

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
        FormReader.CheckMembers(json, "/cohort", "k", "by", "unit", "refresh");
        if (policy.Effect != RuleEffect.Allow)
            throw NgsiLdErrors.Bad("/cohort: a limit or an override has none");
        if (!policy.Rights.Any(right => right is Right.Read or Right.History or Right.Subscribe))
            throw NgsiLdErrors.Bad("/cohort says what is seen; the policy has no right to see anything");
        if (policy.Let.Count > 0 || Placeholders.In(policy.Entities).Any())
            throw NgsiLdErrors.Bad("a cohort is the same for everybody: /entities must not ask who somebody is, and there is no /let");
        var k = json.TryGetProperty("k", out var least) && least.ValueKind == JsonValueKind.Number && least.TryGetInt32(out var number) && number is >= 2 and <= MostK
            ? number : throw NgsiLdErrors.Bad($"/cohort/k is a whole number from 2 to {MostK}");
        var unit = _paths.Name(FormReader.Text(Needed(json, "unit"), "/cohort/unit"), "/cohort/unit");
        return new CohortRule(k, By(Needed(json, "by"), policy), unit, json.TryGetProperty("refresh", out var refresh) ? PeriodIn(refresh) : Usual);
    }

    private ImmutableArray<Iri> By(JsonElement json, Policy policy)
    {
        var names = FormReader.Texts(json, "/cohort/by").Select(term => term == "scope" ? EntityNames.Scope : _paths.Name(term, "/cohort/by")).Distinct().ToImmutableArray();
        if (names.Length > MostBy)
            throw NgsiLdErrors.Bad($"/cohort/by has 1 to {MostBy} names");
        if (names.FirstOrDefault(name => FormOf(policy, name) is { IsHidden: true } or { Time: not null }) is { } hidden)
            throw NgsiLdErrors.Bad($"/cohort/by: {PolicyLint.Short(hidden)} is not shown by the policy, so nothing looks alike by it");
        return names;
    }

    /// <summary>The form in which a policy discloses an attribute.</summary>
    public static Disclosure FormOf(Policy policy, Iri name) => policy.Forms.GetValueOrDefault(name) ?? policy.Rest ?? Disclosure.Hide;

    private static Period PeriodIn(JsonElement json) =>
        Period.TryParse(FormReader.Text(json, "/cohort/refresh"), out var period) && (period.Months > 0 || period.Rest >= Shortest.Rest)
            ? period : throw NgsiLdErrors.Bad("/cohort/refresh is a duration of ISO 8601 of at least PT1H, such as P1D");

    private static JsonElement Needed(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value : throw NgsiLdErrors.Bad($"/cohort has {name}");
}

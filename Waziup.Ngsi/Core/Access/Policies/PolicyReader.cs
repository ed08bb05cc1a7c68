using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Access.Policies.Releases;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Reads policies from JSON. What it does not know it refuses: a typing error in a limit would open what it should close.</summary>
/// <param name="terms">The @context in which names are written.</param>
internal sealed class PolicyReader(ActiveContext terms)
{
    private const int MaxLet = 10_000;

    private static readonly FrozenDictionary<string, Right> Rights =
        Enum.GetValues<Right>().ToFrozenDictionary(right => right.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    private static readonly FrozenSet<string> Known =
    [
        "id", "title", "description", "effect", "who", "purposes", "rights", "let", "entities", "attributes", "audience", "cohort", "from", "until", "audit", "reason", "author", "release", "notify",
        "@context", "version", "state", "modifiedAt",
    ];

    /// <summary>The right that a form names; reading, where it names none.</summary>
    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public static Right RightIn(JsonElement form) => !form.TryGetProperty("right", out var named) ? Right.Read
        : Rights.TryGetValue(JsonForm.Text(named, "/right"), out var right) ? right : throw NgsiLdErrors.Bad($"/right is one of {string.Join(", ", Rights.Keys.Order())}");

    /// <exception cref="NgsiLdException">BadRequestData, which says where.</exception>
    public Policy Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw NgsiLdErrors.Bad("a policy is a JSON object");
        var members = json.EnumerateObject().DistinctBy(member => member.Name).ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
        if (members.Keys.FirstOrDefault(name => !Known.Contains(name)) is { } unknown)
            throw NgsiLdErrors.Bad($"a policy has no member {unknown}");
        var attributes = Needed(members, "attributes");
        if (attributes.ValueKind != JsonValueKind.Object)
            throw NgsiLdErrors.Bad("/attributes is an object of forms");
        var effect = EffectOf(members);
        var (forms, beside, rest, hides) = new PathForms(terms).Read(attributes, effect);
        var let = members.TryGetValue("let", out var sets) ? Sets(sets) : FrozenDictionary<string, PolicySelection>.Empty;
        var entities = Selection(Needed(members, "entities"), "/entities", let.Keys);
        var policy = new Policy(IdOf(members), Who(Needed(members, "who")), RightsOf(Needed(members, "rights")), entities, forms, rest)
        {
            Effect = effect,
            Purposes = members.TryGetValue("purposes", out var purposes) ? [.. JsonForm.Texts(purposes, "/purposes")] : default,
            Let = let,
            Beside = beside,
            HidesEntity = hides,
            From = Time(members, "from"),
            Until = Time(members, "until"),
            IsAudited = Choice(members, "audit", "none", "each") == "each",
            Notify = members.TryGetValue("notify", out var notify) ? new PathForms(terms).Name(JsonForm.Text(notify, "/notify"), "/notify") : null,
            NeedsReason = Choice(members, "reason", "optional", "required") == "required",
        };
        policy = members.TryGetValue("audience", out var audience) ? WithAudience(policy, audience) : policy;
        policy = members.TryGetValue("cohort", out var cohort) ? policy with { Cohort = new CohortReader(terms).Read(cohort, policy) } : policy;
        policy = members.TryGetValue("release", out var release) ? new ReleaseReader(terms).Into(policy, release) : policy;
        return Checked(policy with { IsPersonal = let.Count > 0 || Placeholders.In(entities).Any() || (policy.Audience is null && policy.IsOfAudience) });
    }

    private static Policy Checked(Policy policy)
    {
        if (!policy.From.IsNone && !policy.Until.IsNone && policy.From >= policy.Until)
            throw NgsiLdErrors.Bad("/until is after /from");
        if (policy.Effect == RuleEffect.Override && (policy.Until.IsNone || policy.Notify is null))
            throw NgsiLdErrors.Bad("an override has until, \"audit\":\"each\", \"reason\":\"required\", and notify: the attribute that names owners, who are told of its use");
        if (policy.Notify is not null && (!policy.IsAudited || !policy.NeedsReason || policy.Effect == RuleEffect.Limit || policy.Who.Contains("anybody")))
            throw NgsiLdErrors.Bad("/notify goes with \"audit\":\"each\" and \"reason\":\"required\", not with a limit, and not with anybody");
        if (policy.Effect == RuleEffect.Limit && (policy.NeedsReason || !policy.Purposes.IsDefault))
            throw NgsiLdErrors.Bad("a limit holds whatever a request says of its purpose and reason");
        if (policy.Purposes.IsDefault || !policy.Purposes.Any(string.IsNullOrWhiteSpace))
            return policy;
        throw NgsiLdErrors.Bad("/purposes is a list of texts");
    }

    private static Policy WithAudience(Policy policy, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String)
            return policy with { Audience = JsonForm.Text(json, "/audience") };
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("name", out var name))
            throw NgsiLdErrors.Bad("/audience is a name, or an object with name and rotate");
        if (!json.TryGetProperty("rotate", out var rotate))
            return policy with { Audience = JsonForm.Text(name, "/audience/name") };
        return Period.TryParse(JsonForm.Text(rotate, "/audience/rotate"), out var period) && !period.IsZero
            ? policy with { Audience = JsonForm.Text(name, "/audience/name"), Rotation = period }
            : throw NgsiLdErrors.Bad("/audience/rotate is a duration of ISO 8601 such as P1Y");
    }

    private FrozenDictionary<string, PolicySelection> Sets(JsonElement json) => json.ValueKind != JsonValueKind.Object
        ? throw NgsiLdErrors.Bad("/let is an object of sets")
        : json.EnumerateObject().DistinctBy(set => set.Name).ToFrozenDictionary(set => "$" + set.Name, set => new PolicySelection(
            Selection(set.Value, $"/let/{set.Name}", [], "max"),
            set.Value.TryGetProperty("max", out var max) && max.ValueKind == JsonValueKind.Number && max.TryGetInt32(out var most) && most is > 0 and <= MaxLet
                ? most : throw NgsiLdErrors.Bad($"/let/{set.Name}/max is a whole number from 1 to {MaxLet}")), StringComparer.Ordinal);

    /// <summary>Which entities: type, id, idPattern, q, scopeQ, geoQ.</summary>
    private Filter Selection(JsonElement json, string at, IEnumerable<string> names, params string[] others)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw NgsiLdErrors.Bad($"{at} is an object with type, id, idPattern, q, scopeQ, geoQ");
        var filter = Filter.Everything;
        foreach (var member in json.EnumerateObject())
        {
            filter = Filter.And(filter, member.Name switch
            {
                "type" => TypeParser.Parse(JsonForm.Text(member.Value, $"{at}/type"), terms),
                "id" => new Filter.HasId([.. JsonForm.Texts(member.Value, $"{at}/id").Select(Id)]),
                "idPattern" => new Filter.IdMatches(Pattern.Parse($"{at}/idPattern", JsonForm.Text(member.Value, $"{at}/idPattern"))),
                "q" => QParser.Parse($"{at}/q", Placeholders.Quoted(JsonForm.Text(member.Value, $"{at}/q")), new QOptions(terms, 0, [])),
                "scopeQ" => ScopeParser.Parse(JsonForm.Text(member.Value, $"{at}/scopeQ")),
                "geoQ" => Place(member.Value, $"{at}/geoQ"),
                _ => others.Contains(member.Name) ? Filter.Everything : throw NgsiLdErrors.Bad($"{at} has no member {member.Name}"),
            });
        }
        string[] known = [Placeholders.Subject, Placeholders.Groups, Placeholders.Me, .. names];
        return Placeholders.In(filter).FirstOrDefault(name => !known.Contains(name)) is { } unknown ? throw NgsiLdErrors.Bad($"{at}/q: {unknown} is not known") : filter;
    }

    private Filter Place(JsonElement json, string at)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw NgsiLdErrors.Bad($"{at} is an object with georel, geometry, coordinates");
        string? Of(string name) => json.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText() : null;
        var property = Of("geoproperty") is { } name ? InstanceReader.Expand(Encoding.UTF8.GetBytes(name), terms) : Model.Core.Location;
        return GeoParser.Parse(Of("georel"), Of("geometry"), Of("coordinates"), property);
    }

    private static EntityId Id(string text) => EntityId.TryParse(text, out var id) ? id : throw NgsiLdErrors.Bad($"'{text}' is not an absolute URI");

    private static JsonElement Needed(Dictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var value) ? value : throw NgsiLdErrors.Bad($"a policy has {name}");

    private static string IdOf(Dictionary<string, JsonElement> members) => Id(JsonForm.Text(Needed(members, "id"), "/id")).Value;

    private static RuleEffect EffectOf(Dictionary<string, JsonElement> members) => Choice(members, "effect", "allow", "limit", "override") switch
    {
        "limit" => RuleEffect.Limit,
        "override" => RuleEffect.Override,
        _ => RuleEffect.Allow,
    };

    private static ImmutableArray<string> Who(JsonElement json) =>
    [
        .. JsonForm.Texts(json, "/who").Select(who => who is "authenticated" or "anybody" || (who.IndexOf(':') is > 0 and var colon && who.Length > colon + 1
            && who[..colon] is "subject" or "role" or "group" or "key")
            ? who : throw NgsiLdErrors.Bad($"/who: '{who}' is not subject:, role:, group: or key: with a name, authenticated or anybody")).Distinct(StringComparer.Ordinal),
    ];

    private static ImmutableArray<Right> RightsOf(JsonElement json) =>
    [
        .. JsonForm.Texts(json, "/rights")
            .Select(name => Rights.TryGetValue(name, out var right) ? right : throw NgsiLdErrors.Bad($"/rights: '{name}' is not one of {string.Join(", ", Rights.Keys.Order())}")).Distinct(),
    ];

    private static string Choice(Dictionary<string, JsonElement> members, string name, params string[] choices) => !members.TryGetValue(name, out var value)
        ? choices[0] : value.ValueKind == JsonValueKind.String && choices.Contains(value.GetString()) ? value.GetString()! : throw NgsiLdErrors.Bad($"/{name} is one of {string.Join(", ", choices)}");

    private static Instant Time(Dictionary<string, JsonElement> members, string name) => !members.TryGetValue(name, out var value)
        ? Instant.None : value.ValueKind == JsonValueKind.String && Instant.TryParse(value.GetString()!, out var time) ? time : throw NgsiLdErrors.NotATime($"/{name}");
}

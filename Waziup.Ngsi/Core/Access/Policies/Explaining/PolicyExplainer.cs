using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access.Policies.Explaining;

/// <summary>Says why somebody sees what he sees of an entity.</summary>
/// <remarks>For others it is told to administrators alone, and taken down. Who asks for himself is told of what he sees, and of nothing else.</remarks>
public sealed class PolicyExplainer(IStorage storage, DocumentPolicy policy, PolicyBook book, TimeProvider clock, IAuditLog audit)
{
    private static readonly string[] Known = ["caller", "right", "entity"];

    private Instant Now => Instant.Of(clock.GetUtcNow());

    /// <summary>Explains one entity.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="asker">Who wants to know.</param>
    /// <param name="form"><c>{"caller":{…},"right":"read","entity":"urn:…"}</c>; without caller the one who asks.</param>
    /// <param name="terms">The @context in which names are written.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="NgsiLdException">BadRequestData; Unauthorized, Forbidden for others; ResourceNotFound for what is not there, or not for the one who asks.</exception>
    public async ValueTask<JsonObject> ExplainAsync(TenantId tenant, Caller asker, JsonElement form, ActiveContext terms, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(asker);
        JsonForm.CheckMembers(form, "the body", Known);
        var id = form.TryGetProperty("entity", out var named) && EntityId.TryParse(JsonForm.Text(named, "/entity"), out var parsed) ? parsed : throw NgsiLdErrors.Bad("/entity is a URI");
        var right = PolicyReader.RightIn(form);
        return form.TryGetProperty("caller", out var other)
            ? await OtherAsync(tenant, asker, CallerForm.Read(other, "/caller"), right, id, terms, cancel) : await OwnAsync(tenant, asker, right, id, terms, cancel);
    }

    private async ValueTask<JsonObject> OwnAsync(TenantId tenant, Caller asker, Right right, EntityId id, ActiveContext terms, CancellationToken cancel)
    {
        var grant = await policy.GrantAsync(asker, tenant, right, cancel);
        // Hidden is as if it were not there.
        if (await FindAsync(tenant, grant.IdBehind(id), cancel) is not { } entity || !grant.Admits(entity, Now)
            || (await policy.GrantAsync(asker, tenant, Right.Read, cancel)) is not { } reading || !reading.Admits(entity, Now) || reading.FormsOf(entity, Now).IdOf(entity.Id) != id)
            throw new NgsiLdException(NgsiLdErrors.NotFound($"entity {id.Value}"));
        return new JsonObject
        {
            ["visible"] = true,
            ["attributes"] = EntityView.Of(entity, reading, Projection.Whole, Now) is { } view ? new PolicyExplanation(entity, grant, terms, Now).Seen(view) : [],
        };
    }

    private async ValueTask<JsonObject> OtherAsync(TenantId tenant, Caller asker, Caller caller, Right right, EntityId id, ActiveContext terms, CancellationToken cancel)
    {
        book.Check(asker, tenant);
        audit.Write(new AuditEntry("explained", asker) { Tenant = tenant.Value, About = id.Value, Detail = $"{right} of {caller.Subject ?? "anybody"}, roles {string.Join(',', caller.Roles)}" });
        var set = await policy.SetAsync(tenant, cancel);
        var (grant, _) = await policy.TryAsync(set, caller, tenant, right, cancel);
        var entity = await FindAsync(tenant, id, cancel) ?? throw new NgsiLdException(NgsiLdErrors.NotFound($"entity {id.Value}"));
        var explanation = new PolicyExplanation(entity, grant, terms, Now);
        var writing = new PolicyExplanation(entity, (await policy.TryAsync(set, caller, tenant, Right.Update, cancel)).Grant, terms, Now).Writing();
        var because = explanation.Because.ToHashSet(StringComparer.Ordinal);
        var cohorts = await new CohortExplanation(policy.Cohorts, tenant, set, Now).OfAsync(set.Of(caller, right).Where(one => one.Cohort is not null), entity, terms, cancel);
        var told = new JsonObject
        {
            ["visible"] = explanation.IsVisible,
            ["policySet"] = set.Number,
            ["because"] = new JsonArray([.. because.Order(StringComparer.Ordinal).Select(source => (JsonNode)source)]),
            ["notBecause"] = new JsonArray([.. NotBecause(set, caller, right, because, cohorts)]),
            ["attributes"] = explanation.Attributes(),
            ["write"] = new JsonObject { ["update"] = writing.Writable, ["refused"] = writing.Refused },
        };
        if (cohorts.Count > 0)
            told["cohort"] = cohorts.OrderByDescending(one => because.Contains(one.Key)).First().Value;
        return told;
    }

    /// <summary>The policies that are for the caller, but do not hold, and at what they fail.</summary>
    private IEnumerable<JsonNode> NotBecause(PolicySet set, Caller caller, Right right, HashSet<string> because, SortedDictionary<string, JsonObject> cohorts)
    {
        foreach (var one in set.Of(caller, right, whateverHeSays: true).Where(one => !because.Contains(one.Id)).OrderBy(one => one.Id, StringComparer.Ordinal))
        {
            var failed = !one.HoldsAt(Now) ? "time" : !one.IsFor(caller) ? one.NeedsReason && string.IsNullOrWhiteSpace(caller.Reason) ? "reason" : "purpose" : cohorts.ContainsKey(one.Id) ? "cohort" : "entities";
            yield return new JsonObject { ["policy"] = one.Id, ["failed"] = failed };
        }
    }

    private async ValueTask<Entity?> FindAsync(TenantId tenant, EntityId id, CancellationToken cancel) =>
        (await storage.Entities.QueryAsync(tenant, new EntityQuery(new Filter.HasId([id]), Now, Limit: 1), cancel)).Rows is [var only] ? only : null;
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Says which versions of policies hold together. For administrators; who may administer some entities says so of his own.</summary>
/// <remarks>All that is activated at once holds at once, after lint has found no error. Thread-safe, on several nodes too.</remarks>
public sealed class PolicyActivation(IStorage storage, DocumentPolicy policy, PolicyBook book, TimeProvider clock, IAuditLog audit)
{
    private const int MostAttempts = 16;

    // Of entities, for warnings alone.
    private const int MostLooked = 100_000;

    private readonly NameLint _names = new(storage, MostLooked);
    private readonly LetLint _sets = new(storage, MostLooked);

    /// <summary>Which versions hold.</summary>
    /// <exception cref="NgsiLdException">Unauthorized, Forbidden.</exception>
    public async ValueTask<JsonObject> SetAsync(TenantId tenant, Caller caller, CancellationToken cancel)
    {
        book.Check(caller, tenant);
        return (await ActiveSet.FindAsync(storage, tenant, cancel)).ToJson();
    }

    /// <summary>Has versions hold from now on, and others not any more, in one step.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="caller">Who; an administrator, or the author of what is to change.</param>
    /// <param name="change"><c>{"activate":[{"id","version"}],"retire":["id"],"expectedVersion":n}</c>.</param>
    /// <param name="cancel">Ends the wait until the step is taken.</param>
    /// <returns>The new set, with what lint says of it.</returns>
    /// <exception cref="NgsiLdException">Unauthorized, Forbidden; BadRequestData for what lint calls an error; Conflict where another set holds than was expected.</exception>
    public async ValueTask<JsonObject> ActivateAsync(TenantId tenant, Caller caller, JsonNode change, CancellationToken cancel)
    {
        var wanted = SetChange.Of(change);
        var isOwn = await book.CheckAuthorAsync(caller, tenant, cancel);
        // Who does not say which set he means, means the one that holds when his turn comes.
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            if (await SwapAsync(tenant, caller, wanted, isOwn, cancel) is { } shown)
                return shown;
        }
        throw new NgsiLdException(NgsiLdErrors.Conflict("others were faster: look at the set that holds now"));
    }

    /// <summary>What lint says of the policies that hold.</summary>
    /// <exception cref="NgsiLdException">Unauthorized, Forbidden.</exception>
    public async ValueTask<JsonObject> LintAsync(TenantId tenant, Caller caller, CancellationToken cancel)
    {
        book.Check(caller, tenant);
        var set = await policy.SetAsync(tenant, cancel);
        return Shown(set.Number, await FindingsAsync(tenant, set.Policies, cancel));
    }

    /// <summary>What lint says of policies and of what is stored. An activation does without the latter: it warns only, and takes as long as there are entities.</summary>
    internal async ValueTask<List<Finding>> FindingsAsync(TenantId tenant, IReadOnlyList<Policy> policies, CancellationToken cancel) =>
        [.. PolicyLint.Of(policies, Now), .. await _names.OfAsync(tenant, policies, Now, cancel), .. await _sets.OfAsync(tenant, policies, Now, cancel)];

    /// <summary>The policies that would hold together after a change; those that are to be activated may be written out.</summary>
    internal async ValueTask<PolicySet> TriedAsync(TenantId tenant, JsonElement form, ActiveContext terms, CancellationToken cancel)
    {
        var (stored, written) = (new JsonArray(), new List<JsonObject>());
        foreach (var item in form.TryGetProperty("activate", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default)
        {
            if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("attributes", out _))
                written.Add(JsonObject.Create(item)!);
            else
                stored.Add(JsonNode.Parse(item.GetRawText()));
        }
        var change = new JsonObject { ["activate"] = stored, ["retire"] = form.TryGetProperty("retire", out var retire) ? JsonNode.Parse(retire.GetRawText()) : new JsonArray() };
        var policies = await ReadAsync(tenant, SetChange.Of(change).Of(await ActiveSet.FindAsync(storage, tenant, cancel)), cancel);
        foreach (var one in written)
        {
            var read = await book.Stored(one, one["id"]?.GetValueKind() == JsonValueKind.String ? one["id"]!.GetValue<string>() : "", terms, null).ReadAsync(policy.Resolver, cancel);
            policies.RemoveAll(other => other.Id == read.Id);
            // What is made of it is not kept: it is no version.
            policies.Add(read with { Revision = null });
        }
        return new PolicySet(0, [.. policies], Now);
    }

    private Instant Now => Instant.Of(clock.GetUtcNow());

    /// <summary>Takes the step; null where somebody else has taken one meanwhile.</summary>
    private async ValueTask<JsonObject?> SwapAsync(TenantId tenant, Caller caller, SetChange wanted, bool isOwn, CancellationToken cancel)
    {
        var before = await ActiveSet.FindAsync(storage, tenant, cancel);
        if (wanted.Expected is { } expected && expected != before.Number)
            throw new NgsiLdException(NgsiLdErrors.Conflict($"set {before.Number} holds, not {expected}"));
        // Of the set that is replaced: another one may have become somebody else's.
        if (isOwn)
            await CheckOwnAsync(tenant, caller, wanted, before, cancel);
        var versions = wanted.Of(before);
        var policies = await ReadAsync(tenant, versions, cancel);
        if (isOwn)
            CheckConditions(policies, wanted);
        var findings = PolicyLint.Of(policies, Now);
        if (findings.FirstOrDefault(finding => finding.IsError) is { } error)
            throw NgsiLdErrors.Bad(isOwn && (error.Other is not null || !wanted.Names(error.Policy)) ? $"{error.Code}: with policies of others" : $"{error.Code}: {error.Policy}: {error.Text}");
        var after = new ActiveSet(before.Number + 1, versions, Now.After(before.At));
        audit.Write(new AuditEntry("policies-activated", caller)
        {
            Tenant = tenant.Value,
            About = after.Key,
            Detail = $"{string.Join(", ", wanted.Activate.Select(one => $"{one.Key} {one.Value}"))}; without {string.Join(", ", wanted.Retire)}",
        });
        // Kept before it is replaced: a set that held can always be looked at.
        if (before.Number > 0)
            await storage.Documents.PutAsync(tenant, before.ToDocument(before.Key), cancel);
        if (!await storage.Documents.ReplaceAsync(tenant, after.ToDocument(ActiveSet.Current), before.At, CancellationToken.None))
            return null;
        await policy.RefreshAsync(CancellationToken.None, always: true);
        var shown = Shown(after.Number, findings.Where(finding => !isOwn || (wanted.Names(finding.Policy) && finding.Other is null)));
        if (!isOwn)
            shown["policies"] = after.ToJson()["policies"]!.DeepClone();
        return shown;
    }

    /// <summary>Who is no administrator changes his own policies, in versions that he wrote.</summary>
    private async ValueTask CheckOwnAsync(TenantId tenant, Caller caller, SetChange wanted, ActiveSet active, CancellationToken cancel)
    {
        var versions = wanted.Activate.Select(one => (Id: one.Key, Version: one.Value))
            .Concat(wanted.Retire.Concat(wanted.Activate.Keys).Where(active.Versions.ContainsKey).Select(id => (Id: id, Version: active.Versions[id])));
        foreach (var (id, version) in versions.Distinct())
        {
            if (await storage.Documents.FindAsync(tenant, DocumentKind.Policy, StoredPolicy.KeyOf(id, version), cancel) is not { } found || !StoredPolicy.Of(found).IsOf(caller))
                throw new NgsiLdException(NgsiLdErrors.Forbidden($"{id} is not yours in this version"));
        }
    }

    /// <summary>What a policy asks of entities nobody writes any more without being named for it: that an author says of what administrators have said it of.</summary>
    private static void CheckConditions(List<Policy> policies, SetChange wanted)
    {
        var known = new PolicySet(0, [.. policies.Where(one => one.Delegate is null)], Instant.None).ControlAttributes;
        var own = new PolicySet(0, [.. policies.Where(one => wanted.Activate.ContainsKey(one.Id))], Instant.None).ControlAttributes;
        if (own.Except(known).FirstOrDefault() is { } other)
            throw new NgsiLdException(NgsiLdErrors.Forbidden($"no policy of an administrator asks for {PolicyLint.Short(other)}, so that one of others cannot"));
    }

    private async ValueTask<List<Policy>> ReadAsync(TenantId tenant, IReadOnlyDictionary<string, int> versions, CancellationToken cancel)
    {
        var policies = new List<Policy>();
        foreach (var (id, version) in versions)
        {
            var found = await storage.Documents.FindAsync(tenant, DocumentKind.Policy, StoredPolicy.KeyOf(id, version), cancel)
                ?? throw new NgsiLdException(NgsiLdErrors.NotFound($"version {version} of policy {id}"));
            policies.Add(await StoredPolicy.Of(found).ReadAsync(policy.Resolver, cancel));
        }
        return policies;
    }

    private static JsonObject Shown(long number, IEnumerable<Finding> findings) => new()
    {
        ["policySet"] = number,
        ["findings"] = new JsonArray([.. findings.Select(finding => (JsonNode)finding.ToJson())]),
    };
}

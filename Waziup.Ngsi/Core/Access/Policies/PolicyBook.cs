using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Keeps policies in versions, and says which of them hold. For administrators alone.</summary>
/// <remarks>A version that was put does not hold before it is activated; all that is activated at once holds at once, after lint has found no error.</remarks>
public sealed class PolicyBook(IStorage storage, DocumentPolicy policy, TimeProvider clock, IAuditLog audit) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Keeps a new version of a policy, which does not hold yet.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="author">Who; an administrator.</param>
    /// <param name="id">The URI of the policy.</param>
    /// <param name="json">The policy.</param>
    /// <param name="terms">The @context in which its names are written.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The number of the version, from 1.</returns>
    /// <exception cref="NgsiLdException">Unauthorized, Forbidden, BadRequestData; LimitReached for too many policies.</exception>
    public async ValueTask<int> PutAsync(TenantId tenant, Caller author, string id, JsonNode json, ActiveContext terms, CancellationToken cancel)
    {
        Check(author, tenant);
        ArgumentNullException.ThrowIfNull(json);
        var stored = Stored(json, id, terms, author);
        // It is read as it will be.
        _ = await stored.ReadAsync(policy.Resolver, cancel);
        return await InTurnAsync(async () =>
        {
            var all = await VersionsAsync(tenant, cancel);
            var latest = all.Where(one => one.Id == id).Select(one => one.Version).DefaultIfEmpty(0).Max();
            if (latest == 0 && all.Select(one => one.Id).Distinct(StringComparer.Ordinal).Count() >= policy.Options.MaxPolicies)
                throw new NgsiLdException(NgsiLdErrors.LimitReached($"there are {policy.Options.MaxPolicies} policies already; delete one first"));
            audit.Write(new AuditEntry("policy-written", author) { Tenant = tenant.Value, About = id, Detail = $"version {latest + 1}" });
            // Another node may have taken the number: what may hold already is not written over.
            while (!await storage.Documents.ReplaceAsync(tenant, (stored with { Version = latest + 1 }).ToDocument(), Instant.None, cancel))
                latest++;
            return latest + 1;
        }, cancel);
    }

    private StoredPolicy Stored(JsonNode json, string id, ActiveContext terms, Caller? author)
    {
        if (json is not JsonObject form)
            throw NgsiLdErrors.Bad("a policy is a JSON object");
        form = form.DeepClone().AsObject();
        foreach (var name in new[] { "@context", "version", "state", "author", "modifiedAt" })
            form.Remove(name);
        form.TryAdd("id", id);
        if (form["id"] is not JsonValue given || given.GetValueKind() != JsonValueKind.String || given.GetValue<string>() != id)
            throw NgsiLdErrors.Bad("the id in the body is that of the path");
        return new StoredPolicy(form, StoredPolicy.NamesIn(form, terms, policy.Resolver.Default), 1, author?.Subject ?? author?.Key, Now);
    }

    /// <summary>The newest version of each policy, or all versions of one; with what of them holds.</summary>
    /// <exception cref="NgsiLdException">Unauthorized, Forbidden; ResourceNotFound for one that is not there.</exception>
    public async ValueTask<JsonArray> ListAsync(TenantId tenant, Caller caller, string? id, CancellationToken cancel)
    {
        Check(caller, tenant);
        var active = await ActiveAsync(tenant, cancel);
        var all = await VersionsAsync(tenant, cancel);
        var wanted = id is null ? all.GroupBy(one => one.Id, StringComparer.Ordinal).Select(group => group.MaxBy(one => one.Version)!) : all.Where(one => one.Id == id);
        var shown = wanted.OrderBy(one => one.Id, StringComparer.Ordinal).ThenBy(one => one.Version).Select(one => (JsonNode)Shown(one, active)).ToArray();
        return id is not null && shown.Length == 0 ? throw new NgsiLdException(NgsiLdErrors.NotFound($"policy {id}")) : [.. shown];
    }

    /// <summary>Takes all versions of a policy away that does not hold.</summary>
    /// <exception cref="NgsiLdException">Unauthorized, Forbidden; ResourceNotFound; BadRequestData for one that holds.</exception>
    public async ValueTask DeleteAsync(TenantId tenant, Caller caller, string id, CancellationToken cancel)
    {
        Check(caller, tenant);
        await InTurnAsync(async () =>
        {
            if ((await ActiveAsync(tenant, cancel)).Versions.ContainsKey(id))
                throw NgsiLdErrors.Bad($"{id} holds; retire it first");
            var versions = (await VersionsAsync(tenant, cancel)).Where(one => one.Id == id).ToList();
            if (versions.Count == 0)
                throw new NgsiLdException(NgsiLdErrors.NotFound($"policy {id}"));
            audit.Write(new AuditEntry("policy-deleted", caller) { Tenant = tenant.Value, About = id });
            foreach (var one in versions)
                await storage.Documents.DeleteAsync(tenant, DocumentKind.Policy, StoredPolicy.KeyOf(id, one.Version), cancel);
            return true;
        }, cancel);
    }

    /// <summary>Which versions hold.</summary>
    /// <exception cref="NgsiLdException">Unauthorized, Forbidden.</exception>
    public async ValueTask<JsonObject> SetAsync(TenantId tenant, Caller caller, CancellationToken cancel)
    {
        Check(caller, tenant);
        return (await ActiveAsync(tenant, cancel)).ToJson();
    }

    /// <summary>Has versions hold from now on, and others not any more, in one step.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="caller">Who; an administrator.</param>
    /// <param name="change"><c>{"activate":[{"id","version"}],"retire":["id"],"expectedVersion":n}</c>.</param>
    /// <param name="cancel">Ends the wait until the step is taken.</param>
    /// <returns>The new set, with what lint says of it.</returns>
    /// <exception cref="NgsiLdException">Unauthorized, Forbidden; BadRequestData for what lint calls an error; Conflict where another set holds than was expected.</exception>
    public async ValueTask<JsonObject> ActivateAsync(TenantId tenant, Caller caller, JsonNode change, CancellationToken cancel)
    {
        Check(caller, tenant);
        return await InTurnAsync(() => SwapAsync(tenant, caller, SetChange.Of(change), cancel), cancel);
    }

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
        var policies = await ReadAsync(tenant, SetChange.Of(change).Of(await ActiveAsync(tenant, cancel)), cancel);
        foreach (var one in written)
        {
            var read = await Stored(one, one["id"]?.GetValueKind() == JsonValueKind.String ? one["id"]!.GetValue<string>() : "", terms, null).ReadAsync(policy.Resolver, cancel);
            policies.RemoveAll(other => other.Id == read.Id);
            policies.Add(read);
        }
        return new PolicySet(0, [.. policies], Now);
    }

    /// <summary>What lint says of the policies that hold.</summary>
    /// <exception cref="NgsiLdException">Unauthorized, Forbidden.</exception>
    public async ValueTask<JsonObject> LintAsync(TenantId tenant, Caller caller, CancellationToken cancel)
    {
        Check(caller, tenant);
        var set = await policy.SetAsync(tenant, cancel);
        return Shown(set.Number, PolicyLint.Of(set.Policies, Now));
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private Instant Now => Instant.Of(clock.GetUtcNow());

    /// <summary>Whether somebody may write policies.</summary>
    public bool Allows(Caller caller, TenantId tenant)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Roles.Contains(policy.Options.AdministratorRole) && caller.Tenants.Contains(tenant);
    }

    /// <summary>Sees to it that somebody may write policies.</summary>
    /// <exception cref="NgsiLdException">Unauthorized, Forbidden.</exception>
    public void Check(Caller caller, TenantId tenant)
    {
        if (Allows(caller, tenant))
            return;
        throw new NgsiLdException(caller.Subject is null && caller.Key is null
            ? NgsiLdErrors.Unauthorized("say who you are; policies are for administrators") : NgsiLdErrors.Forbidden("policies are for administrators"));
    }

    private async ValueTask<JsonObject> SwapAsync(TenantId tenant, Caller caller, SetChange wanted, CancellationToken cancel)
    {
        var before = await ActiveAsync(tenant, cancel);
        if (wanted.Expected is { } expected && expected != before.Number)
            throw new NgsiLdException(NgsiLdErrors.Conflict($"set {before.Number} holds, not {expected}"));
        var versions = wanted.Of(before);
        var policies = await ReadAsync(tenant, versions, cancel);
        var findings = PolicyLint.Of(policies, Now);
        if (findings.FirstOrDefault(finding => finding.IsError) is { } error)
            throw NgsiLdErrors.Bad($"{error.Code}: {error.Policy}: {error.Text}");
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
            throw new NgsiLdException(NgsiLdErrors.Conflict("another one was faster: look at the set that holds now"));
        await policy.RefreshAsync(CancellationToken.None, always: true);
        var shown = Shown(after.Number, findings);
        shown["policies"] = after.ToJson()["policies"]!.DeepClone();
        return shown;
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

    private async ValueTask<ActiveSet> ActiveAsync(TenantId tenant, CancellationToken cancel) =>
        await storage.Documents.FindAsync(tenant, DocumentKind.PolicySet, ActiveSet.Current, cancel) is { } found ? ActiveSet.Of(found) : ActiveSet.None;

    private async ValueTask<List<StoredPolicy>> VersionsAsync(TenantId tenant, CancellationToken cancel) =>
        [.. (await storage.Documents.ListAsync(DocumentKind.Policy, cancel)).Where(one => one.Tenant == tenant).Select(one => StoredPolicy.Of(one.Document))];

    private static JsonObject Shown(StoredPolicy stored, ActiveSet active)
    {
        var shown = stored.Form.DeepClone().AsObject();
        shown["version"] = stored.Version;
        shown["state"] = active.Versions.TryGetValue(stored.Id, out var version) && version == stored.Version ? "active" : "inactive";
        shown["author"] = stored.Author;
        shown["modifiedAt"] = stored.At.ToString();
        return shown;
    }

    private static JsonObject Shown(long number, IEnumerable<Finding> findings) => new()
    {
        ["policySet"] = number,
        ["findings"] = new JsonArray([.. findings.Select(finding => (JsonNode)finding.ToJson())]),
    };

    private async ValueTask<T> InTurnAsync<T>(Func<ValueTask<T>> act, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            return await act();
        }
        finally
        {
            _turn.Release();
        }
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access.Policies.Releases;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Keeps policies in versions, which do not hold before they are activated (<see cref="PolicyActivation"/>). For administrators, and for who may administer some entities: for these their own alone.</summary>
/// <remarks>Thread-safe. Several nodes may use it at once: what was read by one is not written over by another.</remarks>
public sealed class PolicyBook(IStorage storage, DocumentPolicy policy, TimeProvider clock, IAuditLog audit)
{
    /// <summary>Keeps a new version of a policy, which does not hold yet.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="author">Who; what is written by somebody else than an administrator holds within what he may administer.</param>
    /// <param name="id">The URI of the policy.</param>
    /// <param name="json">The policy.</param>
    /// <param name="terms">The @context in which its names are written.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The number of the version, from 1.</returns>
    /// <exception cref="NgsiLdException">Unauthorized, Forbidden, BadRequestData; LimitReached for too many policies.</exception>
    public async ValueTask<int> PutAsync(TenantId tenant, Caller author, string id, JsonNode json, ActiveContext terms, CancellationToken cancel)
    {
        var isOwn = await CheckAuthorAsync(author, tenant, cancel);
        ArgumentNullException.ThrowIfNull(json);
        var stored = Stored(json, id, terms, author) with { Delegate = isOwn ? author : null };
        // It is read as it will be.
        var read = await stored.ReadAsync(policy.Resolver, cancel);
        var all = await VersionsAsync(tenant, cancel);
        if (isOwn)
            CheckOwn(read, all, author);
        var version = 1 + all.Where(one => one.Id == id).Select(one => one.Version).DefaultIfEmpty(0).Max();
        if (version == 1 && all.Select(one => one.Id).Distinct(StringComparer.Ordinal).Count() >= policy.Options.MaxPolicies)
            throw new NgsiLdException(NgsiLdErrors.LimitReached($"there are {policy.Options.MaxPolicies} policies already; delete one first"));
        audit.Write(new AuditEntry("policy-written", author) { Tenant = tenant.Value, About = id, Detail = $"version {version}" });
        // Somebody else may have taken the number: what may hold already is not written over.
        while (!await storage.Documents.ReplaceAsync(tenant, (stored with { Version = version }).ToDocument(), Instant.None, cancel))
            version++;
        return version;
    }

    /// <summary>A version as it would be kept.</summary>
    internal StoredPolicy Stored(JsonNode json, string id, ActiveContext terms, Caller? author)
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
        var isOwn = await CheckAuthorAsync(caller, tenant, cancel);
        var active = await ActiveSet.FindAsync(storage, tenant, cancel);
        var all = await VersionsAsync(tenant, cancel);
        if (isOwn)
            all.RemoveAll(one => !one.IsOf(caller));
        var wanted = id is null ? all.GroupBy(one => one.Id, StringComparer.Ordinal).Select(group => group.MaxBy(one => one.Version)!) : all.Where(one => one.Id == id);
        var shown = wanted.OrderBy(one => one.Id, StringComparer.Ordinal).ThenBy(one => one.Version).Select(one => (JsonNode)Shown(one, active)).ToArray();
        return id is not null && shown.Length == 0 ? throw new NgsiLdException(NgsiLdErrors.NotFound($"policy {id}")) : [.. shown];
    }

    /// <summary>Takes all versions of a policy away that does not hold.</summary>
    /// <exception cref="NgsiLdException">Unauthorized, Forbidden; ResourceNotFound; BadRequestData for one that holds; Conflict.</exception>
    public async ValueTask DeleteAsync(TenantId tenant, Caller caller, string id, CancellationToken cancel)
    {
        var isOwn = await CheckAuthorAsync(caller, tenant, cancel);
        var active = await ActiveSet.FindAsync(storage, tenant, cancel);
        var versions = (await VersionsAsync(tenant, cancel)).Where(one => one.Id == id && (!isOwn || one.IsOf(caller))).ToList();
        if (versions.Count == 0)
            throw new NgsiLdException(NgsiLdErrors.NotFound($"policy {id}"));
        if (active.Versions.ContainsKey(id))
            throw NgsiLdErrors.Bad($"{id} holds; retire it first");
        audit.Write(new AuditEntry("policy-deleted", caller) { Tenant = tenant.Value, About = id });
        // Who is about to activate one of them has read a set that is not the one any more.
        if (active.Number > 0 && !await storage.Documents.ReplaceAsync(tenant, (active with { At = Now.After(active.At) }).ToDocument(ActiveSet.Current), active.At, cancel))
            throw new NgsiLdException(NgsiLdErrors.Conflict("the policies that hold were changed meanwhile; try again"));
        foreach (var one in versions)
        {
            await storage.Documents.DeleteAsync(tenant, DocumentKind.Policy, StoredPolicy.KeyOf(id, one.Version), CancellationToken.None);
            await storage.Documents.DeleteAsync(tenant, DocumentKind.Cohort, one.Revision, CancellationToken.None);
        }
        await storage.Documents.DeleteAsync(tenant, DocumentKind.Setting, Release.ProgressOf(id), CancellationToken.None);
    }

    private Instant Now => Instant.Of(clock.GetUtcNow());

    /// <summary>Whether somebody may write policies.</summary>
    public bool Allows(Caller caller, TenantId tenant)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Roles.Contains(policy.Options.AdministratorRole) && caller.Tenants.Contains(tenant);
    }

    /// <summary>Sees to it that somebody may write policies, if only over some entities.</summary>
    /// <returns>Whether he may do so with his own alone.</returns>
    /// <exception cref="NgsiLdException">Unauthorized, Forbidden.</exception>
    public async ValueTask<bool> CheckAuthorAsync(Caller caller, TenantId tenant, CancellationToken cancel)
    {
        if (Allows(caller, tenant))
            return false;
        if ((caller.Subject is null && caller.Key is null) || (await policy.GrantAsync(caller, tenant, Right.Administer, cancel)).IsNothing)
            Check(caller, tenant);
        return true;
    }

    /// <summary>Sees to it that somebody may write any policy, or something else that is for those who may.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="tenant">Where.</param>
    /// <param name="what">What it is, for people.</param>
    /// <exception cref="NgsiLdException">Unauthorized, Forbidden.</exception>
    public void Check(Caller caller, TenantId tenant, string what = "policies")
    {
        if (Allows(caller, tenant))
            return;
        throw new NgsiLdException(caller.Subject is null && caller.Key is null
            ? NgsiLdErrors.Unauthorized($"say who you are; {what} are for administrators") : NgsiLdErrors.Forbidden($"{what} are for administrators"));
    }

    private static void CheckOwn(Policy read, List<StoredPolicy> all, Caller author)
    {
        Delegation.Check(read);
        if (all.Exists(one => one.Id == read.Id && !one.IsOf(author)))
            throw new NgsiLdException(NgsiLdErrors.Forbidden($"{read.Id} is somebody else's"));
        if (all.Count(one => one.Id == read.Id) >= Delegation.MaxVersions)
            throw new NgsiLdException(NgsiLdErrors.LimitReached($"{read.Id} has {Delegation.MaxVersions} versions already; delete it first"));
        if (all.Where(one => one.IsOf(author) && one.Id != read.Id).Select(one => one.Id).Distinct(StringComparer.Ordinal).Count() >= Delegation.MaxPolicies)
            throw new NgsiLdException(NgsiLdErrors.LimitReached($"there are {Delegation.MaxPolicies} policies of yours already; delete one first"));
    }

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
}

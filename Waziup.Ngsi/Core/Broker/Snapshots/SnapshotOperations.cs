using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Snapshots;

/// <summary>The operations on snapshots (5.16).</summary>
/// <remarks>A snapshot belongs to who has made it. Its data follows in the background.</remarks>
internal sealed class SnapshotOperations(
    IStorage storage, SnapshotShelf shelf, SnapshotFiller filler, SnapshotTeller teller, ContextResolver terms, IAccessPolicy policy, NgsiLdOptions options,
    TimeProvider clock)
{
    private static readonly string[] Lists = ["snapshotQueries", "snapshotTemporalQueries"];

    private readonly Ownership _ownership = new(policy, Right.Read);
    private readonly ConcurrentDictionary<DocumentKey, Instant> _used = new();

    /// <summary>Reads them.</summary>
    public ValueTask LoadAsync(CancellationToken cancel) => shelf.LoadAsync(cancel);

    /// <summary>5.16.1: the snapshot is there at once, its data follows.</summary>
    public async ValueTask<string> CreateAsync(Call call, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        await _ownership.CheckAsync(call, cancel);
        var form = SnapshotForm.Read(body, SnapshotUse.Create, call.ContextInBody);
        SnapshotForm.Check(form, call);
        var snapshot = await PutNewAsync(call, form, null, cancel);
        filler.Start(call.Tenant, snapshot);
        return snapshot.Id;
    }

    /// <summary>5.16.2</summary>
    public async ValueTask<string> CloneAsync(Call call, EntityId id, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        await _ownership.CheckAsync(call, cancel);
        var form = SnapshotForm.Read(body, SnapshotUse.Clone, call.ContextInBody);
        var original = await FindAsync(call, id, cancel);
        form["type"] = "Snapshot";
        foreach (var name in Lists.Where(original.Form.ContainsKey))
            form[name] = original.Form[name]!.DeepClone();
        var context = await terms.ResolveAsync(call.Tenant.Value, Encoding.UTF8.GetBytes(original.Context), cancel);
        // One that has no data yet is not waited for: the same queries say the same.
        var snapshot = await PutNewAsync(call with { Terms = context }, form, original.Status == Snapshot.Preparing ? original.CopyOf : original.Key, cancel);
        filler.Start(call.Tenant, snapshot);
        return snapshot.Id;
    }

    /// <summary>5.16.3</summary>
    public async ValueTask<Snapshot> RetrieveAsync(Call call, EntityId id, CancellationToken cancel) => await FindAsync(call, id, cancel);

    /// <summary>5.16.4</summary>
    public async ValueTask<Snapshot> UpdateAsync(Call call, EntityId id, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        await _ownership.CheckAsync(call, cancel);
        var fragment = SnapshotForm.Read(body, SnapshotUse.Change, call.ContextInBody);
        fragment.Remove("type");
        var changed = await shelf.ChangeAsync(call.Tenant, (await FindAsync(call, id, cancel)).Id, snapshot => snapshot with
        {
            Form = snapshot.Form.Changed(fragment),
            ExpiresAt = fragment.ContainsKey("snapshotLifetime") ? ExpiryOf(fragment, call.Now) : snapshot.ExpiresAt,
        }, cancel) ?? throw Missing(id);
        _ = teller.TellAsync(call.Tenant, changed, changed.ExpiresAt, CancellationToken.None);
        return changed;
    }

    /// <summary>5.16.5</summary>
    public async ValueTask DeleteAsync(Call call, EntityId id, CancellationToken cancel)
    {
        var snapshot = await FindAsync(call, id, cancel);
        await RemoveAsync(call.Tenant, snapshot, cancel);
    }

    /// <summary>5.16.7</summary>
    /// <exception cref="NgsiLdException">BadRequestData where q is about anything but members of snapshots; ResourceNotFound where none matches.</exception>
    public async ValueTask PurgeAsync(Call call, string? q, CancellationToken cancel)
    {
        var sees = await _ownership.SeesAsync(call, cancel);
        var condition = SnapshotQuery.Read(q ?? throw NgsiLdErrors.Bad("q says which snapshots go"), terms.Default);
        var gone = shelf.List(call.Tenant).Where(one => sees(one) && Evaluator.Matches(condition, SnapshotQuery.Describe(one, terms.Default), call.Now)).ToList();
        if (gone.Count == 0)
            throw new NgsiLdException(NgsiLdErrors.NotFound("snapshot that q selects"));
        foreach (var snapshot in gone)
            await RemoveAsync(call.Tenant, snapshot, cancel);
    }

    /// <summary>The tenant that holds the data of a snapshot that a request names (6.3.22).</summary>
    public async ValueTask<TenantId> DataOfAsync(Call call, string id, CancellationToken cancel)
    {
        var snapshot = EntityId.TryParse(id, out var parsed) ? await FindAsync(call, parsed, cancel) : throw NgsiLdErrors.Bad("NGSILD-Snapshot is not an absolute URI");
        _used[new DocumentKey(call.Tenant, snapshot.Id)] = call.Now;
        return snapshot.DataOf(call.Tenant);
    }

    /// <summary>Stores when they were used, and takes away the data of those that are gone.</summary>
    public async ValueTask TidyAsync(CancellationToken cancel)
    {
        foreach (var key in _used.Keys)
        {
            if (_used.TryRemove(key, out var used))
                await shelf.ChangeAsync(key.Tenant, key.Id, snapshot => snapshot with { LastUsedAt = used }, cancel);
        }
        // In this order: a snapshot is stored before its data.
        var held = storage.Tenants.List().Where(tenant => tenant.IsSnapshot).ToList();
        await shelf.LoadAsync(cancel);
        foreach (var data in held)
        {
            if (!shelf.List(data.Origin).Any(snapshot => snapshot.DataOf(data.Origin) == data))
                await storage.Tenants.DropAsync(data, cancel);
        }
    }

    private async ValueTask<Snapshot> PutNewAsync(Call call, JsonObject form, string? copyOf, CancellationToken cancel)
    {
        if (!form.ContainsKey("id"))
            form["id"] = $"urn:ngsi-ld:Snapshot:{Guid.CreateVersion7(call.Now.ToDateTimeOffset()):D}";
        var snapshot = new Snapshot(form, call.Caller.Away, Encoding.UTF8.GetString(call.Terms.Source.Span), Snapshot.NewKey(), call.Now, call.Now)
        {
            ExpiresAt = ExpiryOf(form, call.Now),
            LastUsedAt = call.Now,
            CopyOf = copyOf,
        };
        return await shelf.InTurnAsync(call.Tenant, snapshot.Id, async () =>
        {
            if (await shelf.ExistsAsync(call.Tenant, snapshot.Id, cancel))
                throw new NgsiLdException(NgsiLdErrors.AlreadyExists(snapshot.Id));
            await MakeRoomAsync(call.Tenant, snapshot, cancel);
            await shelf.PutAsync(call.Tenant, snapshot, cancel);
            return snapshot;
        }, cancel);
    }

    private async ValueTask MakeRoomAsync(TenantId tenant, Snapshot wanted, CancellationToken cancel)
    {
        var all = shelf.List(tenant);
        if (all.Count < options.MaxSnapshots)
            return;
        var least = all.OrderBy(one => one.Priority).ThenBy(one => one.LastUsedAt.Micros).First();
        if (least.Priority > wanted.Priority)
            throw new NgsiLdException(NgsiLdErrors.LimitReached($"there are {options.MaxSnapshots} snapshots that matter more; delete one first"));
        await RemoveAsync(tenant, least, cancel);
    }

    private async ValueTask RemoveAsync(TenantId tenant, Snapshot snapshot, CancellationToken cancel)
    {
        await shelf.RemoveAsync(tenant, snapshot.Id, cancel);
        if (storage.Tenants.Exists(snapshot.DataOf(tenant)))
            await storage.Tenants.DropAsync(snapshot.DataOf(tenant), cancel);
        // That it ended before it was told says that it is deleted (5.3.4).
        _ = teller.TellAsync(tenant, snapshot, Instant.Of(clock.GetUtcNow() - TimeSpan.FromSeconds(1)), CancellationToken.None);
    }

    private async ValueTask<Snapshot> FindAsync(Call call, EntityId id, CancellationToken cancel)
    {
        var sees = await _ownership.SeesAsync(call, cancel);
        return shelf.Find(call.Tenant, id.Value) is { } snapshot && sees(snapshot) && snapshot.ExpiresAt > call.Now ? snapshot : throw Missing(id);
    }

    private Instant ExpiryOf(JsonObject form, Instant now) => form.Text("snapshotLifetime") is { } text && Period.TryParse(text, out var period)
        ? period.EndFrom(now, options.SnapshotLifetime) : Instant.Of(now.ToDateTimeOffset() + options.SnapshotLifetime);

    private static NgsiLdException Missing(EntityId id) => new(NgsiLdErrors.NotFound($"snapshot {id.Value}"));
}

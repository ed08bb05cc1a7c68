using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker.Distribution;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Notifications;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Snapshots;

/// <summary>The operations on snapshots (5.16).</summary>
/// <remarks>A snapshot belongs to who has made it. It is filled in the background, after a restart anew.</remarks>
internal sealed partial class SnapshotOperations(
    IStorage storage, SnapshotShelf shelf, ReadPath reads, HistoryPath here, SourceHistories histories, Func<IStorage, HistoryPath> reading, ContextResolver terms,
    IAccessPolicy policy, IReadOnlyList<INotifier> notifiers, NgsiLdOptions options, TimeProvider clock, ILogger log)
{
    private static readonly string[] Lists = ["snapshotQueries", "snapshotTemporalQueries"];

    private readonly Ownership _ownership = new(policy, Right.Read);
    private readonly SnapshotFill _fill = new(storage, reads, here, histories, reading, options);
    private readonly ConcurrentDictionary<DocumentKey, Instant> _used = new();

    private Instant Now => Instant.Of(clock.GetUtcNow());

    /// <summary>Reads them, and goes on with those that were being filled.</summary>
    public async ValueTask LoadAsync(CancellationToken cancel)
    {
        await shelf.LoadAsync(cancel);
        foreach (var tenant in storage.Tenants.List().Where(tenant => !tenant.IsSnapshot))
        {
            foreach (var snapshot in shelf.List(tenant).Where(one => one.Status == Snapshot.Preparing && one.ModifiedAt < Now))
                _ = FillAsync(tenant, snapshot, source: null);
        }
    }

    /// <summary>5.16.1: the snapshot is there at once, its data follows.</summary>
    public async ValueTask<string> CreateAsync(Call call, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        await _ownership.CheckAsync(call, cancel);
        var form = SnapshotForm.Read(body, SnapshotUse.Create, call.ContextInBody);
        SnapshotForm.Check(form, call);
        var snapshot = await PutNewAsync(call, form, cancel);
        _ = FillAsync(call.Tenant, snapshot, source: null);
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
        var snapshot = await PutNewAsync(call with { Terms = await TermsOfAsync(call.Tenant, original, cancel) }, form, cancel);
        _ = FillAsync(call.Tenant, snapshot, original);
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
        var changed = await ChangeAsync(call.Tenant, (await FindAsync(call, id, cancel)).Id, snapshot => snapshot with
        {
            Form = snapshot.Form.Changed(fragment),
            ExpiresAt = fragment.ContainsKey("snapshotLifetime") ? ExpiryOf(fragment, call.Now) : snapshot.ExpiresAt,
        }, cancel) ?? throw Missing(id);
        _ = TellAsync(call.Tenant, changed, changed.ExpiresAt);
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
                await ChangeAsync(key.Tenant, key.Id, snapshot => snapshot with { LastUsedAt = used }, cancel);
        }
        await shelf.LoadAsync(cancel);
        foreach (var data in storage.Tenants.List().Where(tenant => tenant.IsSnapshot))
        {
            if (!shelf.List(data.Origin).Any(snapshot => snapshot.DataOf(data.Origin) == data))
                await storage.Tenants.DropAsync(data, cancel);
        }
    }

    private async ValueTask<Snapshot> PutNewAsync(Call call, JsonObject form, CancellationToken cancel)
    {
        if (!form.ContainsKey("id"))
            form["id"] = $"urn:ngsi-ld:Snapshot:{Guid.CreateVersion7(call.Now.ToDateTimeOffset()):D}";
        var snapshot = new Snapshot(form, call.Caller, Encoding.UTF8.GetString(call.Terms.Source.Span), Snapshot.NewKey(), call.Now, call.Now)
        {
            ExpiresAt = ExpiryOf(form, call.Now),
            LastUsedAt = call.Now,
        };
        await MakeRoomAsync(call.Tenant, snapshot, cancel);
        return await shelf.InTurnAsync(call.Tenant, snapshot.Id, async () =>
        {
            if (await shelf.ExistsAsync(call.Tenant, snapshot.Id, cancel))
                throw new NgsiLdException(NgsiLdErrors.AlreadyExists(snapshot.Id));
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

    private async Task FillAsync(TenantId tenant, Snapshot snapshot, Snapshot? source)
    {
        try
        {
            var call = new Call(tenant, snapshot.Owner, await TermsOfAsync(tenant, snapshot, CancellationToken.None), Now);
            Snapshot filled;
            if (source is null)
            {
                filled = await _fill.RunAsync(tenant, snapshot, call, CancellationToken.None);
            }
            else
            {
                await _fill.CopyAsync(source.DataOf(tenant), snapshot.DataOf(tenant), call, CancellationToken.None);
                filled = snapshot with { Status = source.Status, Queries = source.Queries, TemporalQueries = source.TemporalQueries };
            }
            var put = await ChangeAsync(
                tenant, snapshot.Id, one => one with { Status = filled.Status, Queries = filled.Queries, TemporalQueries = filled.TemporalQueries }, CancellationToken.None);
            if (put is not null)
                await TellAsync(tenant, put, put.ExpiresAt);
        }
        catch (Exception failure)
        {
            FillFailed(log, snapshot.Id, failure);
        }
    }

    private async Task TellAsync(TenantId tenant, Snapshot snapshot, Instant expiresAt)
    {
        if (snapshot.Form.Text("endpoint") is not { } text || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
            return;
        var endpoint = new NotificationEndpoint(uri, "application/json", [.. snapshot.Form.Pairs("receiverInfo")], [], null, null);
        if (notifiers.FirstOrDefault(one => one.Handles(uri)) is not { } notifier || notifier.Check(endpoint) is not null)
            return;
        var id = $"urn:ngsi-ld:SnapshotNotification:{Guid.CreateVersion7(clock.GetUtcNow()):D}";
        using var body = PooledBuffer.Rent();
        SnapshotWriter.WriteNotification(body, snapshot, id, Now, expiresAt);
        for (var attempt = 1; attempt <= options.Notifications.Retries + 1; attempt++)
        {
            var delivery = new Delivery(id, endpoint, tenant, body.WrittenMemory, CoreContexts.Newest, options.Notifications.Timeout);
            if ((await notifier.DeliverAsync(delivery, CancellationToken.None)).Result != ReceiptResult.Failed)
                return;
            await Task.Delay(Backoff.Of(attempt), clock);
        }
    }

    private async ValueTask<Snapshot?> ChangeAsync(TenantId tenant, string id, Func<Snapshot, Snapshot> change, CancellationToken cancel) =>
        await shelf.InTurnAsync(tenant, id, async () =>
        {
            if (shelf.Find(tenant, id) is not { } present)
                return null;
            var changed = change(present) with { ModifiedAt = Now > present.ModifiedAt ? Now : new Instant(present.ModifiedAt.Micros + 1) };
            await shelf.PutAsync(tenant, changed, cancel);
            return changed;
        }, cancel);

    private async ValueTask RemoveAsync(TenantId tenant, Snapshot snapshot, CancellationToken cancel)
    {
        await shelf.RemoveAsync(tenant, snapshot.Id, cancel);
        if (storage.Tenants.Exists(snapshot.DataOf(tenant)))
            await storage.Tenants.DropAsync(snapshot.DataOf(tenant), cancel);
        // That it ended before it was told says that it is deleted (5.3.4).
        _ = TellAsync(tenant, snapshot, new Instant(Now.Micros - 1_000_000));
    }

    private async ValueTask<Snapshot> FindAsync(Call call, EntityId id, CancellationToken cancel)
    {
        var sees = await _ownership.SeesAsync(call, cancel);
        return shelf.Find(call.Tenant, id.Value) is { } snapshot && sees(snapshot) && snapshot.ExpiresAt > call.Now ? snapshot : throw Missing(id);
    }

    private ValueTask<ActiveContext> TermsOfAsync(TenantId tenant, Snapshot snapshot, CancellationToken cancel) =>
        terms.ResolveAsync(tenant.Value, Encoding.UTF8.GetBytes(snapshot.Context), cancel);

    private Instant ExpiryOf(JsonObject form, Instant now)
    {
        var latest = Instant.Of(now.ToDateTimeOffset() + options.SnapshotLifetime);
        if (form.Text("snapshotLifetime") is not { } text || !Period.TryParse(text, out var period))
            return latest;
        var wanted = period.StartOf(1, now);
        return wanted < latest ? wanted : latest;
    }

    private static NgsiLdException Missing(EntityId id) => new(NgsiLdErrors.NotFound($"snapshot {id.Value}"));

    [LoggerMessage(LogLevel.Error, "Filling the snapshot {Snapshot} failed; it is tried again after a restart")]
    private static partial void FillFailed(ILogger log, string snapshot, Exception failure);
}

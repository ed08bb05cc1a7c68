using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Rendering;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sync.Uplink;

/// <summary>Tells the cloud a cargo: what is, then what was, then what is gone. A request that it does not want is told in parts, until what it refuses stands alone.</summary>
/// <param name="cloud">The cloud.</param>
/// <param name="terms">The @context in which it is told.</param>
/// <param name="options">How much at once.</param>
/// <param name="refused">Takes what is refused, and whose it is.</param>
internal sealed class Delivery(Cloud cloud, ActiveContext terms, UplinkOptions options, Action<TenantId, Loss> refused)
{
    private static readonly Shape Normalized = new();
    private static readonly Shape WithTimes = new() { SystemTimes = true };
    private static readonly Shape WithoutIds = new() { LeavesInstanceIds = true };

    /// <summary>Tells all of it.</summary>
    /// <exception cref="CloudAwayException">It cannot be told; perhaps a part of it was.</exception>
    public async ValueTask RunAsync(Cargo cargo, CancellationToken cancel)
    {
        foreach (var kind in cargo.Current.GroupBy(entity => entity.Replaces))
        {
            foreach (var some in kind.Chunk(options.MaxEntities))
                await UpsertAsync(cargo, some, cancel);
        }
        foreach (var past in cargo.Past)
            await RecordAsync(cargo.Tenant, past, past.Rows, cancel);
        foreach (var some in cargo.Overtaken.Chunk(options.MaxEntities))
            await UpsertAsync(cargo, some, cancel);
        foreach (var gone in cargo.GoneInstances.Distinct())
            await DeleteAsync(cargo.Tenant, gone, cancel);
        foreach (var some in cargo.Gone.Distinct().Chunk(options.MaxEntities))
            await DeleteAsync(cargo.Tenant, some, cancel);
    }

    private async ValueTask DeleteAsync(TenantId tenant, GoneInstance gone, CancellationToken cancel)
    {
        var dataset = gone.Dataset is null ? "" : "?datasetId=" + Uri.EscapeDataString(gone.Dataset);
        var path = $"entities/{Uri.EscapeDataString(gone.Id.Value)}/attrs/{Uri.EscapeDataString(gone.Name.Value)}{dataset}";
        if ((await cloud.SendAsync(HttpMethod.Delete, path, tenant, default, cancel)).Refused is { IsAbsent: false } why)
            refused(tenant, new Loss(gone.Stored, RowRange.None, Replaces: false, why.Why));
    }

    private async ValueTask DeleteAsync(TenantId tenant, GoneEntity[] gone, CancellationToken cancel)
    {
        using var body = PooledBuffer.Rent();
        body.Append((byte)'[');
        foreach (var entity in gone)
        {
            Utf8Json.AppendString(body, entity.Id.Value);
            body.Append((byte)',');
        }
        body.Close((byte)']');
        var sent = await cloud.SendAsync(HttpMethod.Post, "entityOperations/delete", tenant, body.WrittenMemory, cancel);
        foreach (var entity in gone)
        {
            if ((sent.Refused ?? sent.Failed.GetValueOrDefault(entity.Id.Value)) is { IsAbsent: false } why)
                refused(tenant, new Loss(entity.Stored, RowRange.None, Replaces: true, why.Why));
        }
    }

    private async ValueTask UpsertAsync(Cargo cargo, CurrentEntity[] entities, CancellationToken cancel)
    {
        var path = entities[0].Replaces ? "entityOperations/upsert" : "entityOperations/upsert?options=update";
        using var body = PooledBuffer.Rent();
        body.Append((byte)'[');
        foreach (var entity in entities)
        {
            Renderer.Write(body, entity.View, terms, entity.Lasts ? Normalized : WithTimes);
            body.Append((byte)',');
        }
        body.Close((byte)']');
        var sent = await cloud.SendAsync(HttpMethod.Post, path, cargo.Tenant, body.WrittenMemory, cancel);
        foreach (var entity in entities)
        {
            if (sent.Failed.TryGetValue(entity.View.Entity.Id.Value, out var why))
                Refuse(cargo, entity, why);
        }
        if (sent.Refused is null)
            return;
        if (entities.Length == 1)
        {
            Refuse(cargo, entities[0], sent.Refused);
            return;
        }
        await UpsertAsync(cargo, entities[..(entities.Length / 2)], cancel);
        await UpsertAsync(cargo, entities[(entities.Length / 2)..], cancel);
    }

    // With the present go the rows of the past that it would have told.
    private void Refuse(Cargo cargo, CurrentEntity entity, Refusal why) =>
        refused(cargo.Tenant, new Loss(entity.Stored, cargo.LeftOf(entity.Stored), entity.Replaces, why.Why));

    private async ValueTask RecordAsync(TenantId tenant, PastEntity past, List<HistoryRow> rows, CancellationToken cancel)
    {
        using var body = PooledBuffer.Rent();
        HistoryRenderer.Write(body, HistoryView.Of(past.Gate, TimeProperty.ObservedAt, rows, []), HistoryForm.Normalized, terms, WithoutIds);
        var sent = await cloud.SendAsync(HttpMethod.Post, "temporal/entities", tenant, body.WrittenMemory, cancel);
        if (sent.Refused is null)
            return;
        if (rows.Count == 1 || !sent.Refused.MayTakeParts)
        {
            refused(tenant, new Loss(past.Gate.Head.Id, new RowRange(rows[0].Sequence, rows[^1].Sequence), Replaces: false, sent.Refused.Why));
            return;
        }
        await RecordAsync(tenant, past, rows[..(rows.Count / 2)], cancel);
        await RecordAsync(tenant, past, rows[(rows.Count / 2)..], cancel);
    }
}

using Waziup.Ngsi.Broker.Distribution;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>The operations on the temporal evolution of entities (5.6.11 to 5.6.16, 5.7.3, 5.7.4).</summary>
internal sealed class TemporalOperations(
    IStorage storage, WritePath writes, SourceWrites distributed, Func<IStorage, HistoryPath> reading, SourceHistories histories, EntityMaps maps)
{
    private readonly HistoryPath _here = reading(storage);

    /// <summary>5.6.11</summary>
    public ValueTask<WriteResult> UpsertAsync(Call call, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var entity = EntityReader.Read(body.Span, call.Terms, RulesOf(call) with { NeedsId = true });
        return distributed.RunAsync(call, Ingest(MutationKind.Ingest, entity.Id, entity), selection: null, body, cancel);
    }

    /// <summary>5.6.12</summary>
    public ValueTask<WriteResult> AppendAsync(Call call, EntityId id, ReadOnlyMemory<byte> body, CancellationToken cancel) =>
        distributed.RunAsync(
            call, Ingest(MutationKind.IngestAttributes, id, EntityReader.Read(body.Span, call.Terms, RulesOf(call))), selection: null, body, cancel);

    /// <summary>5.6.14: the body is the instance, or holds the attribute with exactly that one.</summary>
    public ValueTask<WriteResult> EditAsync(Call call, EntityId id, Iri attribute, string instanceId, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var fragment = EntityReader.ReadInstance(attribute, body.Span, call.Terms, RulesOf(call));
        return OnInstanceAsync(call, Ingest(MutationKind.EditInstance, id, fragment) with { Attribute = attribute }, instanceId, body, cancel);
    }

    /// <summary>5.6.15</summary>
    public ValueTask<WriteResult> DeleteInstanceAsync(Call call, EntityId id, Iri attribute, string instanceId, CancellationToken cancel) =>
        OnInstanceAsync(call, new Mutation(MutationKind.DeleteInstance, id) { Attribute = attribute }, instanceId, body: default, cancel);

    /// <summary>5.6.13</summary>
    public ValueTask<WriteResult> DeleteAttributeAsync(Call call, EntityId id, Iri attribute, string? datasetId, bool all, CancellationToken cancel)
    {
        var mutation = new Mutation(MutationKind.DeleteHistory, id) { Attribute = attribute, DatasetId = datasetId, DeleteAll = all };
        return OnRowAsync(
            call, mutation, Window.Whole with { Names = [attribute.Value] }, row => all || row.DatasetId == datasetId,
            $"attribute {attribute.Value}{(datasetId is null ? "" : " with datasetId " + datasetId)} in the history of {id.Value}", body: default, cancel);
    }

    /// <summary>5.6.16</summary>
    public async ValueTask<WriteResult> DeleteAsync(Call call, EntityId id, CancellationToken cancel)
    {
        var mutation = new Mutation(MutationKind.DeleteEvolution, id);
        if (!await writes.CheckAsync(call, mutation.Kind, cancel))
            mutation = mutation with { Past = await PastAsync(call, id, cancel) };
        return await OnRowAsync(call, mutation, Window.Whole, _ => true, $"history of {id.Value}", body: default, cancel);
    }

    /// <summary>5.7.3</summary>
    /// <param name="call">Who and where.</param>
    /// <param name="id">The entity.</param>
    /// <param name="plan">What of its history is wanted.</param>
    /// <param name="where">Takes the ids of the registrations at whose sources parts of it are, and <c>@none</c> for this broker.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask<HistoryPage> RetrieveAsync(Call call, EntityId id, TemporalPlan plan, List<string> where, CancellationToken cancel)
    {
        var together = await histories.RetrieveAsync(call, id, plan, cancel);
        where.AddRange(together?.Sources.GetValueOrDefault(id) ?? []);
        var page = await PathOf(together).FindAsync(call, id, plan, cancel);
        return page.Count == 0
            ? throw new NgsiLdException(NgsiLdErrors.NotFound($"history of {id.Value}, or nothing of what was asked for is in it")) : page;
    }

    /// <summary>5.7.4</summary>
    public async ValueTask<HistoryPage> QueryAsync(Call call, TemporalPlan plan, PageRequest page, CancellationToken cancel) =>
        await PathOf(await histories.QueryAsync(call, plan, cancel)).QueryAsync(call, plan, page, cancel);

    private static string IdOf(EntityId id, HistoryRow row) => row.IdIn(InstanceId.Series(id, row.Name, row.DatasetId));

    private static Mutation Ingest(MutationKind kind, EntityId id, Entity fragment) => new(kind, id, fragment) { Cause = ChangeCause.Ingest };

    /// <summary>5.14.5: the entity map of a query, the one that is named or a new one.</summary>
    public ValueTask<(EntityMap Map, bool IsNew)> MapAsync(Call call, TemporalPlan plan, MapRequest request, CancellationToken cancel) =>
        maps.UseAsync(call, request, async known =>
        {
            var among = plan.In(known);
            var together = await histories.QueryAsync(call, among, cancel);
            var found = new Mapped(await PathOf(together).IdsAsync(call, among, cancel));
            return together is null ? found : found with { Sources = together.Sources };
        }, cancel);

    private HistoryPath PathOf(GatheredHistories? together) => together is null ? _here : reading(together.Store);

    private static ReadRules RulesOf(Call call) => new(NeedsId: false, ContextInBody: call.ContextInBody, Temporal: true);

    private ValueTask<WriteResult> OnInstanceAsync(Call call, Mutation mutation, string instanceId, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var name = mutation.Attribute!.Value;
        var window = Window.Whole with { Names = [name] };
        // The id tells where to look, unless the instance was moved since.
        if (InstanceId.TryParse(instanceId, out var at))
            window = window with { From = at, To = new(at.Micros + 1) };
        return OnRowAsync(
            call, mutation, window, row => IdOf(mutation.Id, row) == instanceId,
            $"instance {instanceId} of {name} in the history of {mutation.Id.Value}", body, cancel);
    }

    /// <summary>Carries a mutation out where a row of the history is there; what is hidden and what is absent is refused alike.</summary>
    private ValueTask<WriteResult> OnRowAsync(
        Call call, Mutation mutation, Window window, Predicate<HistoryRow> fits, string what, ReadOnlyMemory<byte> body, CancellationToken cancel) =>
        distributed.RunAsync(call, mutation, selection: null, body, cancel, local => OnRowAsync(call, local, window, fits, what, cancel));

    private async ValueTask<Change> OnRowAsync(
        Call call, Mutation mutation, Window window, Predicate<HistoryRow> fits, string what, CancellationToken cancel)
    {
        await writes.CheckAsync(call, mutation.Kind, cancel);
        var found = await FindAsync(call, mutation.Id, window, fits, cancel);
        if (found is null && !window.From.IsNone)
            found = await FindAsync(call, mutation.Id, window with { From = Window.Whole.From, To = Window.Whole.To }, fits, cancel);
        if (found is null)
            throw new NgsiLdException(NgsiLdErrors.NotFound(what));
        var key = new InstanceKey(
            found.At, found.DatasetId, IdOf(mutation.Id, found), found.CreatedAt);
        try
        {
            return await writes.RunAsync(call, mutation with { Instance = key }, selection: null, cancel);
        }
        catch (NgsiLdException refused) when (refused.Error.Status == 404)
        {
            throw new NgsiLdException(NgsiLdErrors.NotFound(what));
        }
    }

    private async ValueTask<Dictionary<string, Instant>> PastAsync(Call call, EntityId id, CancellationToken cancel)
    {
        var past = new Dictionary<string, Instant>(StringComparer.Ordinal);
        await storage.History.VisitAsync(call.Tenant, id, Window.Whole, row =>
        {
            if (!past.TryGetValue(row.Name, out var last) || row.CreatedAt > last)
                past[row.Name] = row.CreatedAt;
            return true;
        }, cancel);
        return past;
    }

    private async ValueTask<HistoryRow?> FindAsync(Call call, EntityId id, Window window, Predicate<HistoryRow> fits, CancellationToken cancel)
    {
        HistoryRow? found = null;
        await storage.History.VisitAsync(call.Tenant, id, window, row =>
        {
            if (fits(row))
                found = row;
            return found is null;
        }, cancel);
        return found;
    }
}

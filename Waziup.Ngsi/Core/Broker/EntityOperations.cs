using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker.Distribution;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Broker;

/// <summary>The operations on one entity (5.6.1, 5.6.6, 5.6.17, 5.6.18, 5.7.1).</summary>
internal sealed class EntityOperations(SourceWrites writes, Purge purge, ReadPath reads, EntityMaps maps)
{
    /// <summary>5.6.1</summary>
    public ValueTask<WriteResult> CreateAsync(Call call, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var entity = EntityReader.Read(body.Span, call.Terms, new ReadRules(ContextInBody: call.ContextInBody));
        return writes.RunAsync(call, new Mutation(MutationKind.Create, entity.Id, entity), selection: null, body, cancel);
    }

    /// <summary>5.6.18: the body is a whole entity; its id gives way to that of the request.</summary>
    public ValueTask<WriteResult> ReplaceAsync(Call call, EntityId id, Filter? selection, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var entity = EntityReader.Read(body.Span, call.Terms, new ReadRules(ContextInBody: call.ContextInBody));
        if (entity.Id != id)
            throw NgsiLdErrors.Bad($"the body is about {entity.Id.Value}, the request about {id.Value}");
        return writes.RunAsync(call, new Mutation(MutationKind.ReplaceEntity, id, entity), selection, body, cancel);
    }

    /// <summary>5.6.17</summary>
    public ValueTask<WriteResult> MergeAsync(
        Call call, EntityId id, Filter? selection, ReadOnlyMemory<byte> body, MergeOptions options, CancellationToken cancel)
    {
        var rules = new ReadRules(
            NullRule.DeletesAnything, NeedsId: false, Simplified: options.Simplified, ContextInBody: call.ContextInBody);
        var mutation = new Mutation(MutationKind.Merge, id, EntityReader.Read(body.Span, call.Terms, rules))
        {
            ObservedAt = options.ObservedAt,
            Lang = options.Lang,
        };
        return writes.RunAsync(call, mutation, selection, body, cancel);
    }

    /// <summary>5.6.6</summary>
    public ValueTask<WriteResult> DeleteAsync(Call call, EntityId id, Filter? selection, CancellationToken cancel) =>
        writes.RunAsync(call, new Mutation(MutationKind.DeleteEntity, id), selection, body: default, cancel);

    /// <summary>5.7.1</summary>
    /// <param name="call">Who and where.</param>
    /// <param name="id">The entity.</param>
    /// <param name="selection">Types that it must have; null for any.</param>
    /// <param name="projection">Which parts are wanted.</param>
    /// <param name="join">Which entities that it links to are wanted.</param>
    /// <param name="where">Takes the ids of the registrations at whose sources parts of it are, and <c>@none</c> for this broker.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The entity; behind it those that it links to, where they are wanted flat.</returns>
    public async ValueTask<IReadOnlyList<EntityView>> RetrieveAsync(
        Call call, EntityId id, Filter? selection, Projection projection, JoinPlan join, ICollection<string> where, CancellationToken cancel) =>
        await reads.FindAsync(call, id, selection, projection, join, where, cancel) is { Count: > 0 } views
            ? views : throw new NgsiLdException(NgsiLdErrors.NotFound($"entity {id.Value}, or nothing of what was asked for is in it"));

    /// <summary>5.7.2</summary>
    public ValueTask<ViewPage> QueryAsync(Call call, QueryPlan plan, PageRequest page, CancellationToken cancel) =>
        reads.QueryAsync(call, plan, page, cancel);

    /// <summary>5.14.4: the entity map of a query, the one that is named or a new one.</summary>
    public ValueTask<(EntityMap Map, bool IsNew)> MapAsync(Call call, QueryPlan plan, MapRequest request, CancellationToken cancel) =>
        maps.UseAsync(call, request, known => reads.MappedAsync(call, plan.In(known), cancel), cancel);

    /// <summary>5.6.21: deletes the entities that a query selects, or some of their attributes.</summary>
    /// <param name="call">Who and where.</param>
    /// <param name="request">The query.</param>
    /// <param name="map">The only entities that may be selected; null for all.</param>
    /// <param name="keep">Attributes that stay, all others go; null where it is not asked for.</param>
    /// <param name="drop">Attributes that go; null where it is not asked for.</param>
    /// <param name="cancel">Stops between two parts.</param>
    public ValueTask<BatchReport> PurgeAsync(
        Call call, QueryRequest request, EntityMap? map, string? keep, string? drop, CancellationToken cancel) =>
        purge.RunAsync(call, request, map, keep, drop, cancel);
}

/// <summary>What a merge may be told beside its body (5.6.17).</summary>
/// <param name="Simplified">The body holds bare values.</param>
/// <param name="ObservedAt">For attributes that had one and are given without; none to keep theirs.</param>
/// <param name="Lang">The language that plain texts are in; null for none.</param>
internal sealed record MergeOptions(bool Simplified, Instant ObservedAt, string? Lang);

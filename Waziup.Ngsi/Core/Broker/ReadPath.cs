using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker.Distribution;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>A page of views.</summary>
/// <param name="Rows">What the caller sees.</param>
/// <param name="Total">How many entities match over all pages; null if nobody asked.</param>
/// <param name="More">Whether another page follows.</param>
internal sealed record ViewPage(IReadOnlyList<EntityView> Rows, long? Total, bool More);

/// <summary>A page that is asked for.</summary>
/// <param name="Offset">How many entities to pass over.</param>
/// <param name="Limit">How many to return at most.</param>
/// <param name="WantsTotal">Whether to count all that match.</param>
internal readonly record struct PageRequest(int Offset, int Limit, bool WantsTotal);

/// <summary>Answers every read: asks the policy, restricts the query, and hands out views only.</summary>
internal sealed class ReadPath(IStorage storage, IAccessPolicy policy, Sources sources, AccessNotices notices)
{
    /// <summary>Whether others than this broker may be asked.</summary>
    public bool AsksSources(Call call) => sources.Any(call);

    /// <summary>One entity as the caller sees it (5.7.1), then those that it links to, if they are wanted behind it; none if it is not there for him, or nothing of it is left.</summary>
    public async ValueTask<IReadOnlyList<EntityView>> FindAsync(
        Call call, EntityId id, Filter? selection, Projection projection, JoinPlan join, ICollection<string> where, CancellationToken cancel)
    {
        var grant = await GrantAsync(call, cancel);
        var stored = grant.IdBehind(id);
        var held = HeldAsync(call, id, grant, cancel);
        // Which entity is behind an alias nobody else is told.
        var entity = stored != id || !sources.Any(call) ? await held : await new SourceReads(sources).RetrieveAsync(
            call, stored, selection is null ? [] : [.. TypeNames.Of(selection)], projection, LiveAsync(held, grant, call), cancel, where: where);
        if (entity is null || (selection is not null && !Evaluator.Matches(selection, entity, call.Now)))
            return [];
        // An entity is there under the id alone that it is shown with.
        var present = new PresentViews(storage.History, call.Tenant, grant, call.Now);
        return await present.OfAsync(entity, projection, cancel) is { } view && view.Entity.Id == id ? await AnswerAsync(call, grant, present, [view], projection, join, cancel) : [];
    }

    private async ValueTask<Entity?> HeldAsync(Call call, EntityId id, Grant grant, CancellationToken cancel)
    {
        Entity? held = null;
        foreach (var stored in grant.IdsBehind(id))
            held ??= await storage.Entities.FindAsync(call.Tenant, stored, cancel);
        return held;
    }

    // What is hidden from the caller does not mix with what others tell of the entity.
    private static async Task<Entity?> LiveAsync(ValueTask<Entity?> held, Grant grant, Call call) =>
        await held is not { IsDeleted: false } entity || entity.IsExpired(call.Now) || !grant.Admits(entity, call.Now) ? null : entity;

    /// <summary>A page of entities as the caller sees them (5.7.2).</summary>
    public async ValueTask<ViewPage> QueryAsync(Call call, QueryPlan plan, PageRequest wanted, CancellationToken cancel)
    {
        var grant = await GrantAsync(call, cancel);
        var filter = await new LinkedConditions(storage.Entities, call.Tenant, grant, call.Now).ResolveAsync(plan.Filter, cancel);
        var query = new EntityQuery(filter, call.Now, wanted.Offset, wanted.Limit, wanted.WantsTotal) { Order = plan.Order };
        var page = sources.Any(call) ? await new SourceQueries(storage, sources).PageAsync(call, plan, filter, grant, wanted, cancel) : null;
        page ??= await storage.Entities.QueryAsync(call.Tenant, grant.Restrict(query), cancel);
        var (rows, present) = (new List<EntityView>(page.Rows.Count), new PresentViews(storage.History, call.Tenant, grant, call.Now));
        foreach (var entity in page.Rows)
        {
            if (await present.OfAsync(entity, plan.Projection, cancel) is { } view)
                rows.Add(view);
        }
        return new ViewPage(await AnswerAsync(call, grant, present, rows, plan.Projection, plan.Join, cancel), page.Total, page.More);
    }

    /// <summary>What is made of every entity that a condition selects, as the caller sees it, in order of creation; owners are told of those of which something is.</summary>
    /// <returns>Null where others than this broker may be asked too, or values are told by parts of time: then pages tell.</returns>
    public async ValueTask<IReadOnlyList<T>?> SelectAsync<T>(Call call, Filter filter, Func<EntityView, T?> choose, CancellationToken cancel) where T : class
    {
        var grant = await GrantAsync(call, cancel);
        if (sources.Any(call) || grant.TellsByParts)
            return null;
        var (chosen, seen) = (new List<T>(), new List<Entity>());
        await VisitAsync(call, grant, await new LinkedConditions(storage.Entities, call.Tenant, grant, call.Now).ResolveAsync(filter, cancel), view =>
        {
            if (choose(view) is not { } one)
                return;
            chosen.Add(one);
            seen.Add(view.Source);
        }, cancel);
        await notices.WriteAsync(call, grant, seen, cancel);
        return chosen;
    }

    /// <summary>The entities that a query selects, and where parts of them are.</summary>
    public async ValueTask<Mapped> MappedAsync(Call call, QueryPlan plan, CancellationToken cancel)
    {
        if (sources.Any(call))
        {
            var grant = await GrantAsync(call, cancel);
            var filter = await new LinkedConditions(storage.Entities, call.Tenant, grant, call.Now).ResolveAsync(plan.Filter, cancel);
            if (await new SourceQueries(storage, sources).AllAsync(call, plan, filter, grant, cancel) is { } mapped)
                return mapped;
        }
        return new Mapped(await IdsAsync(call, plan.Filter, asSeen: false, cancel));
    }

    /// <summary>The ids of all entities that match as the caller sees them, in order of creation; where there are aliases, of the names that he sees.</summary>
    /// <param name="call">The request.</param>
    /// <param name="filter">Which entities.</param>
    /// <param name="asSeen">Whether the ids are wanted by which the caller knows the entities; else those that are stored.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask<List<EntityId>> IdsAsync(Call call, Filter filter, bool asSeen, CancellationToken cancel)
    {
        var grant = await GrantAsync(call, cancel);
        var ids = new List<(EntityId Seen, EntityId Stored)>();
        filter = await new LinkedConditions(storage.Entities, call.Tenant, grant, call.Now).ResolveAsync(filter, cancel);
        await VisitAsync(call, grant, filter, view => ids.Add((view.Entity.Id, view.Source.Id)), cancel);
        return [.. grant.InOrder(ids, id => id.Seen).Select(id => asSeen ? id.Seen : id.Stored)];
    }

    /// <summary>Shows every entity that matches as the caller sees it, in order of creation.</summary>
    public async ValueTask VisitAsync(Call call, Filter filter, Action<EntityView> visit, CancellationToken cancel) =>
        await VisitAsync(call, await GrantAsync(call, cancel), filter, visit, cancel);

    private ValueTask VisitAsync(Call call, Grant grant, Filter filter, Action<EntityView> visit, CancellationToken cancel) =>
        storage.Entities.VisitAsync(call.Tenant, grant.Restrict(new EntityQuery(filter, call.Now)), entity =>
        {
            if (EntityView.Of(entity, grant, Projection.Whole, call.Now) is { } view)
                visit(view);
        }, cancel);

    /// <summary>The views with those that they link to, after owners are told of what is shown.</summary>
    private async ValueTask<IReadOnlyList<EntityView>> AnswerAsync(
        Call call, Grant grant, PresentViews present, List<EntityView> views, Projection projection, JoinPlan join, CancellationToken cancel)
    {
        if (join.Kind != JoinKind.None)
            await new Linker(storage.Entities, call.Tenant, grant, join, call.Now, present).RunAsync(views, projection, cancel);
        List<EntityView> linked = join.Kind == JoinKind.Flat || (join.Kind == JoinKind.Inline && grant.Notifies) ? Linker.Flatten(views) : [];
        await notices.WriteAsync(call, grant, views.Concat(linked).Select(view => view.Source), cancel);
        return join.Kind == JoinKind.Flat ? [.. views, .. linked] : views;
    }

    private async ValueTask<Grant> GrantAsync(Call call, CancellationToken cancel)
    {
        var grant = await policy.GrantAsync(call.Caller, call.Tenant, Right.Read, cancel);
        AccessErrors.CheckAny(grant, call.Caller);
        return grant;
    }
}

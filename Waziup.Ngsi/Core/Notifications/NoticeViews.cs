using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>What the owner of a subscription sees of a notice, under the rights that he has now.</summary>
internal sealed class NoticeViews(IStorage storage, ChangeMatcher matcher, NotificationOptions options)
{
    /// <summary>Finds all entities that match where sources have some; null where none are concerned. Set by whoever knows sources.</summary>
    public Func<Subscription, Grant, CancellationToken, ValueTask<IReadOnlyList<Entity>?>>? Elsewhere { get; set; }

    /// <summary>The entities of each notification that is to be sent; none where nothing is.</summary>
    public async ValueTask<IReadOnlyList<IReadOnlyList<EntityView>>> OfAsync(Subscription subscription, Notice notice, Instant now, CancellationToken cancel)
    {
        var grant = await matcher.GrantAsync(subscription, cancel);
        if (notice.Change is { } change)
        {
            return await matcher.MatchAsync(subscription, change, grant, now, cancel) is { } view && Show(subscription, view, now) is { } shown
                ? [await LinkAsync(subscription, grant, [shown], now, cancel)] : [];
        }
        if (notice.Told is { } told)
        {
            EntityView[] views = [.. grant.InOrder(told.Select(entity => entity.IsDeleted
                ? EntityView.OfDeleted(entity, grant, subscription.Projection, now)
                : EntityView.Of(entity, grant, subscription.Projection, now)).OfType<EntityView>(), view => view.Entity.Id)];
            return views.Length > 0 ? [await LinkAsync(subscription, grant, views, now, cancel)] : [];
        }
        var pages = new List<IReadOnlyList<EntityView>>();
        foreach (var views in (await AllAsync(subscription, grant, now, cancel)).Chunk(options.MaxEntities))
            pages.Add(await LinkAsync(subscription, grant, views, now, cancel));
        return pages;
    }

    private static EntityView? Show(Subscription subscription, ChangeView view, Instant now)
    {
        var showsGone = (subscription.Triggers & Triggers.AttributeDeleted) != Triggers.None;
        return view.Show(
            subscription.Projection, subscription.ShowsChanges,
            gone => subscription.ShowsChanges || (showsGone && subscription.Watches(gone.Name)), now);
    }

    /// <summary>All entities that match now, for a periodic notification.</summary>
    private async ValueTask<IEnumerable<EntityView>> AllAsync(Subscription subscription, Grant grant, Instant now, CancellationToken cancel)
    {
        var entities = Elsewhere is null ? null : await Elsewhere(subscription, grant, cancel);
        entities ??= await HereAsync(subscription, grant, now, cancel);
        var (views, present) = (new List<EntityView>(), new PresentViews(storage.History, subscription.Tenant, grant, now));
        foreach (var entity in entities)
        {
            if (await present.OfAsync(entity, subscription.Projection, cancel) is { } view)
                views.Add(view);
        }
        return grant.InOrder(views, view => view.Entity.Id);
    }

    private async ValueTask<IReadOnlyList<Entity>> HereAsync(Subscription subscription, Grant grant, Instant now, CancellationToken cancel)
    {
        var condition = await new LinkedConditions(storage.Entities, subscription.Tenant, grant, now, isStanding: true).ResolveAsync(subscription.Condition, cancel);
        if (!subscription.Selectors.IsEmpty)
            condition = Filter.And(new Filter.Any([.. subscription.Selectors.Select(selector => selector.Filter)]), condition);
        var entities = new List<Entity>();
        await storage.Entities.VisitAsync(subscription.Tenant, new EntityQuery(grant.RestrictStanding(condition), now), entities.Add, cancel);
        return entities;
    }

    private async ValueTask<IReadOnlyList<EntityView>> LinkAsync(
        Subscription subscription, Grant grant, IReadOnlyList<EntityView> views, Instant now, CancellationToken cancel)
    {
        if (subscription.Join.Kind == JoinKind.None)
            return views;
        await new Linker(storage.Entities, subscription.Tenant, grant, subscription.Join, now, new PresentViews(storage.History, subscription.Tenant, grant, now)).RunAsync(views, subscription.Projection, cancel);
        return subscription.Join.Kind == JoinKind.Inline ? views : [.. views, .. Linker.Flatten(views)];
    }
}

using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access;

/// <summary>Retrieves linked entities (4.5.23), a level at a time, and puts their views into those that link to them.</summary>
/// <remarks>What is not there, or not for this caller, is passed over. Nothing is shown inside of itself.</remarks>
internal sealed class Linker(IContextStore store, TenantId tenant, Grant grant, JoinPlan plan, Instant now, PresentViews present)
{
    /// <summary>Most views of linked entities in an answer.</summary>
    public const int MaxViews = 10_000;

    private const int AtOnce = 1000;

    private readonly Dictionary<EntityId, Entity?> _entities = [];
    private readonly HashSet<EntityId> _containedBy = [.. plan.ContainedBy.Select(grant.IdBehind)];
    private int _views;

    /// <summary>Links the views, and those that they link to, as deep as is wanted.</summary>
    /// <exception cref="NgsiLdException">TooComplexQuery where it becomes too many.</exception>
    public async ValueTask RunAsync(IReadOnlyList<EntityView> views, Projection projection, CancellationToken cancel)
    {
        List<Step> steps = [.. views.Select(view => new Step(view, projection, null))];
        for (var level = 0; level < plan.Level && steps.Count > 0; level++)
        {
            var ties = steps.SelectMany(Ties).ToList();
            await LoadAsync(ties, cancel);
            steps = [];
            foreach (var tie in ties)
                steps.AddRange(await FollowAsync(tie, cancel));
        }
    }

    /// <summary>The linked views below some views, each entity once, without the views themselves.</summary>
    public static List<EntityView> Flatten(IReadOnlyList<EntityView> views)
    {
        var seen = views.Select(view => view.Source.Id).ToHashSet();
        var flat = new List<EntityView>();
        var level = views;
        while (level.Count > 0)
        {
            var below = new List<EntityView>();
            foreach (var view in level)
            {
                for (var i = 0; i < view.Entity.Instances.Length; i++)
                    below.AddRange((view.LinkedBy(i) ?? []).OfType<EntityView>().Where(linked => seen.Add(linked.Source.Id)));
            }
            flat.AddRange(below);
            level = below;
        }
        return flat;
    }

    private IEnumerable<Tie> Ties(Step step)
    {
        var entity = step.View.Entity;
        for (var i = 0; i < entity.Instances.Length; i++)
        {
            if (step.View.Shows(i) && Kinds.IsRelation(entity.Instances[i].Kind))
                yield return new Tie(step, i, Relations.ObjectsOf(entity, i).ConvertAll(id => (id, grant.IdBehind(id))));
        }
    }

    private async ValueTask LoadAsync(List<Tie> ties, CancellationToken cancel)
    {
        EntityId[] wanted = [.. ties.SelectMany(tie => tie.Objects.Select(link => link.Stored).Where(id => !tie.Step.Has(id) && !_containedBy.Contains(id))).Distinct().Where(id => !_entities.ContainsKey(id))];
        if (_entities.Count + wanted.Length > MaxViews)
            throw TooMany();
        foreach (var ids in wanted.Chunk(AtOnce))
        {
            foreach (var id in ids)
                _entities[id] = null;
            var query = new EntityQuery(Filter.And(new Filter.HasId([.. ids]), grant.Rows), now, Limit: ids.Length);
            foreach (var entity in (await store.QueryAsync(tenant, query, cancel)).Rows)
                _entities[entity.Id] = entity;
        }
    }

    private async ValueTask<List<Step>> FollowAsync(Tie tie, CancellationToken cancel)
    {
        var from = tie.Step.View.Entity;
        var projection = tie.Step.Projection.Behind(from.NameOf(in from.Instances[tie.Index]));
        var views = new List<EntityView?>();
        foreach (var (named, id) in tie.Objects)
        {
            var isWanted = !tie.Step.Has(id) && !_containedBy.Contains(id);
            views.Add(isWanted && _entities.GetValueOrDefault(id) is { } entity
                && await present.OfAsync(entity, projection, cancel) is { } view && view.Entity.Id == named ? view : null);
        }
        var found = views.OfType<EntityView>().ToList();
        if ((_views += found.Count) > MaxViews)
            throw TooMany();
        if (found.Count > 0)
            tie.Step.View.Link(tie.Index, views);
        return [.. found.Select(view => new Step(view, projection, tie.Step))];
    }

    private static NgsiLdException TooMany() =>
        new(NgsiLdErrors.TooComplexQuery($"more than {MaxViews} linked entities belong into the answer; ask for fewer entities, or fewer levels"));

    /// <summary>A view on the way from the entities that were asked for.</summary>
    private sealed record Step(EntityView View, Projection Projection, Step? Before)
    {
        public bool Has(EntityId id) => View.Source.Id == id || (Before?.Has(id) ?? false);
    }

    /// <summary>A relationship and what it points at.</summary>
    private sealed record Tie(Step Step, int Index, List<(EntityId Named, EntityId Stored)> Objects);
}

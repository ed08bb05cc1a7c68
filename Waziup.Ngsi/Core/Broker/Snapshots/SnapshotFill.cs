using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker.Distribution;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Snapshots;

/// <summary>Fills the hidden tenant of a snapshot: with what its queries select as its owner sees it, or with what another snapshot holds.</summary>
internal sealed class SnapshotFill(IStorage storage, ReadPath reads, Func<IStorage, HistoryPath> reading, SourceHistories histories, NgsiLdOptions options)
{
    private const int AtOnce = 200;

    // Histories are read whole, so of so many entities only as many at a time as these instances make.
    public const int MostInstances = 200_000;

    /// <summary>Carries the queries out.</summary>
    public async ValueTask<Snapshot> RunAsync(TenantId tenant, Snapshot snapshot, Call call, CancellationToken cancel)
    {
        var data = snapshot.DataOf(tenant);
        var room = (long)options.MaxSnapshotSize;
        var queries = new List<QueryOutcome>();
        foreach (var query in snapshot.Form.Objects("snapshotQueries"))
            queries.Add(await OutcomeAsync(() => EntitiesAsync(data, Body(query), call, room, cancel)));
        var temporal = new List<QueryOutcome>();
        foreach (var query in snapshot.Form.Objects("snapshotTemporalQueries"))
            temporal.Add(await OutcomeAsync(() => HistoriesAsync(data, Body(query), call, cancel)));
        return snapshot with { Queries = queries, TemporalQueries = temporal, Status = StatusOf([.. queries, .. temporal]) };

        async ValueTask<QueryOutcome> OutcomeAsync(Func<ValueTask<Selection>> select)
        {
            try
            {
                var selection = await select();
                if (selection.Count > room)
                    throw TooMany();
                room -= selection.Count;
                await selection.FreezeAsync();
                return QueryOutcome.Of(selection.Count);
            }
            catch (NgsiLdException refused)
            {
                return QueryOutcome.Of(refused.Error);
            }
            catch (JsonLdException failure)
            {
                return QueryOutcome.Of(ContextErrors.Of(failure));
            }
        }
    }
    /// <summary>Copies another snapshot's data.</summary>
    public async ValueTask CopyAsync(TenantId from, TenantId to, Instant now, CancellationToken cancel)
    {
        var entities = new List<Entity>();
        await storage.Entities.VisitAsync(from, new EntityQuery(Filter.Everything, now) { WithRemains = true }, entities.Add, cancel);
        await storage.LoadAsync(Items(), null, cancel);

        async IAsyncEnumerable<RestoredEntity> Items()
        {
            foreach (var entity in entities)
            {
                var rows = new List<HistoryRow>();
                await storage.History.VisitAsync(from, entity.Id, Window.Whole, row =>
                {
                    rows.Add(row);
                    return true;
                }, cancel);
                yield return new RestoredEntity(to, entity, rows);
            }
        }
    }

    private async ValueTask<Selection> EntitiesAsync(TenantId data, byte[] body, Call call, long room, CancellationToken cancel)
    {
        var plan = QueryPlan.Of(QueryBody.Read(body).Request, call);
        if (reads.AsksSources(call))
        {
            // Sources are asked once.
            var wanted = new PageRequest(0, (int)Math.Min(room + 1, SourceQueries.Most), false);
            var all = await reads.QueryAsync(call, plan, wanted, cancel);
            return all.More ? throw TooMany() : new Selection(all.Rows.Count, () => StoreAsync(all.Rows));
        }
        var found = await reads.IdsAsync(call, plan.Filter, asSeen: false, cancel);
        return new Selection(found.Count, async () =>
        {
            foreach (var ids in found.Chunk(AtOnce))
                await StoreAsync((await reads.QueryAsync(call, plan.In([.. ids]), new PageRequest(0, ids.Length, false), cancel)).Rows);
        });

        async ValueTask StoreAsync(IReadOnlyList<EntityView> views) =>
            await storage.LoadAsync(views.Select(view => new RestoredEntity(data, Seen(view), [])).ToAsyncEnumerable(), null, cancel);
    }

    private async ValueTask<Selection> HistoriesAsync(TenantId data, byte[] body, Call call, CancellationToken cancel)
    {
        // What is frozen are the instances; what is made of them is asked for later.
        var request = QueryBody.Read(body, isTemporal: true).Request;
        var plan = TemporalPlan.Of(request with { Temporal = request.Temporal with { AggrMethods = null, AggrPeriodDuration = null } }, aggregates: false, call);
        var path = reading((await histories.QueryAsync(call, plan, cancel))?.Store ?? storage);
        var found = await path.IdsAsync(call, plan, cancel);
        return new Selection(found.Count, async () =>
        {
            foreach (var ids in found.Chunk(AtOnce))
                await FreezeAsync([.. ids]);
        });

        async ValueTask FreezeAsync(ImmutableArray<EntityId> ids)
        {
            var page = await path.QueryAsync(call, plan.In(ids), new PageRequest(0, ids.Length, false), cancel);
            if (page.Cut is null)
            {
                await storage.LoadAsync(Items(page.Views), null, cancel);
                return;
            }
            if (ids.Length == 1)
                throw new NgsiLdException(NgsiLdErrors.TooManyResults($"the history of {ids[0].Value} has more than {MostInstances} instances; ask for less of it"));
            await FreezeAsync(ids[..(ids.Length / 2)]);
            await FreezeAsync(ids[(ids.Length / 2)..]);
        }

        async IAsyncEnumerable<RestoredEntity> Items(IEnumerable<HistoryView> views)
        {
            foreach (var view in views)
            {
                // One that is frozen already, as it is now, stays so.
                var head = await storage.Entities.FindAsync(data, view.Id, cancel) ?? Rebuild.Head(view.Entity, view.Id);
                yield return new RestoredEntity(data, head, [.. view.Attributes.SelectMany(one => one.Rows).Where(row => !row.IsBlurred)]);
            }
        }
    }

    private NgsiLdException TooMany() =>
        new(NgsiLdErrors.TooManyResults($"a snapshot holds {options.MaxSnapshotSize} entities at most; make its queries narrower"));

    /// <summary>What is frozen of an entity: what its maker sees, in the form in which he sees it. More could be found in it under rules that ask what is not there.</summary>
    private static Entity Seen(EntityView view) => Rebuild.Where(view.Entity, view.Has(EntityMembers.Scope), view.Shows);

    private static string StatusOf(List<QueryOutcome> all)
    {
        if (all.TrueForAll(outcome => outcome.Status == QueryOutcome.Success))
            return "success";
        if (all.Exists(outcome => outcome.Status == QueryOutcome.Success))
            return "partial";
        return all.TrueForAll(outcome => outcome.Status == QueryOutcome.Empty) ? "empty" : "failure";
    }

    private static byte[] Body(JsonObject query) => Encoding.UTF8.GetBytes(query.ToJsonString());

    /// <summary>What a query selects.</summary>
    /// <param name="Count">How many entities.</param>
    /// <param name="FreezeAsync">Stores them.</param>
    private sealed record Selection(int Count, Func<ValueTask> FreezeAsync);
}

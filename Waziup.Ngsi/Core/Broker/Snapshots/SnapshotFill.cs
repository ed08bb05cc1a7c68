using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker.Distribution;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Snapshots;

/// <summary>Fills the hidden tenant of a snapshot: with what its queries select as its owner sees it, or with what another snapshot holds.</summary>
internal sealed class SnapshotFill(
    IStorage storage, ReadPath reads, HistoryPath here, SourceHistories histories, Func<IStorage, HistoryPath> reading, NgsiLdOptions options)
{
    private const int AtOnce = 1000;

    /// <summary>Carries the queries out.</summary>
    public async ValueTask<Snapshot> RunAsync(TenantId tenant, Snapshot snapshot, Call call, CancellationToken cancel)
    {
        var data = snapshot.DataOf(tenant);
        var queries = new List<QueryOutcome>();
        foreach (var query in snapshot.Form.Objects("snapshotQueries"))
            queries.Add(await OutcomeAsync(() => FillAsync(data, Body(query), call, cancel)));
        var temporal = new List<QueryOutcome>();
        foreach (var query in snapshot.Form.Objects("snapshotTemporalQueries"))
            temporal.Add(await OutcomeAsync(() => FillHistoryAsync(data, Body(query), call, cancel)));
        return snapshot with { Queries = queries, TemporalQueries = temporal, Status = StatusOf([.. queries, .. temporal]) };
    }

    /// <summary>Copies another snapshot's data.</summary>
    public async ValueTask CopyAsync(TenantId from, TenantId to, Call call, CancellationToken cancel)
    {
        var ids = new List<Entity>();
        await storage.Entities.VisitAsync(from, new EntityQuery(Filter.Everything, call.Now) { WithRemains = true }, ids.Add, cancel);
        await storage.LoadAsync(Items(), null, cancel);

        async IAsyncEnumerable<RestoredEntity> Items()
        {
            foreach (var entity in ids)
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

    private async ValueTask<long> FillAsync(TenantId data, ReadOnlyMemory<byte> body, Call call, CancellationToken cancel)
    {
        var plan = QueryPlan.Of(QueryBody.Read(body).Request, call);
        var found = 0L;
        for (var offset = 0; ; offset += AtOnce)
        {
            var page = await reads.QueryAsync(call, plan, new PageRequest(offset, AtOnce, false), cancel);
            found += page.Rows.Count;
            Check(found);
            await storage.LoadAsync(Items(data, page.Rows.Select(view => (Seen(view), (IReadOnlyList<HistoryRow>)[]))), null, cancel);
            if (!page.More)
                return found;
        }
    }

    private async ValueTask<long> FillHistoryAsync(TenantId data, ReadOnlyMemory<byte> body, Call call, CancellationToken cancel)
    {
        // What is frozen are the instances; what is made of them is asked for later.
        var request = QueryBody.Read(body, isTemporal: true).Request;
        var plan = TemporalPlan.Of(request with { Temporal = request.Temporal with { AggrMethods = null, AggrPeriodDuration = null } }, aggregates: false, call);
        var path = await histories.QueryAsync(call, plan, cancel) is { } together ? reading(together) : here;
        var found = 0L;
        for (var offset = 0; ; offset += AtOnce)
        {
            var page = await path.QueryAsync(call, plan, new PageRequest(offset, AtOnce, false), cancel);
            found += page.Views.Count;
            Check(found);
            await storage.LoadAsync(
                Items(data, page.Views.Select(view => (Rebuild.Fragment(view.Entity, _ => false), (IReadOnlyList<HistoryRow>)[.. view.Attributes.SelectMany(one => one.Rows)]))),
                null, cancel);
            if (!page.More)
                return found;
        }
    }

    private void Check(long found)
    {
        if (found > options.MaxSnapshotSize)
            throw new NgsiLdException(NgsiLdErrors.TooManyResults($"a snapshot holds {options.MaxSnapshotSize} entities at most; make the query narrower"));
    }

    private static Entity Seen(EntityView view) => Rebuild.Where(view.Entity, view.Has(EntityMembers.Scope), view.Shows);

    private static async IAsyncEnumerable<RestoredEntity> Items(TenantId data, IEnumerable<(Entity Entity, IReadOnlyList<HistoryRow> Rows)> items)
    {
        foreach (var (entity, rows) in items)
            yield return new RestoredEntity(data, entity, rows);
        await Task.CompletedTask;
    }

    private static async ValueTask<QueryOutcome> OutcomeAsync(Func<ValueTask<long>> run)
    {
        try
        {
            return QueryOutcome.Of(await run());
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

    private static string StatusOf(List<QueryOutcome> all)
    {
        if (all.TrueForAll(outcome => outcome.Status == QueryOutcome.Success))
            return "success";
        if (all.Exists(outcome => outcome.Status == QueryOutcome.Success))
            return "partial";
        return all.TrueForAll(outcome => outcome.Status == QueryOutcome.Empty) ? "empty" : "failure";
    }

    private static byte[] Body(JsonObject query) => Encoding.UTF8.GetBytes(query.ToJsonString());
}

using Waziup.Ngsi.Access;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>Answers every question about the history: asks the policy, reads, and hands out views only.</summary>
internal sealed class HistoryPath(IStorage storage, IAccessPolicy policy, NgsiLdOptions options)
{
    /// <summary>One entity (5.7.3); no view where it has no history, or nothing of what was asked for was ever there.</summary>
    public async ValueTask<HistoryPage> FindAsync(Call call, EntityId id, TemporalPlan plan, CancellationToken cancel)
    {
        var reading = await ReadingAsync(call, cancel);
        var gate = await reading.GateAsync(id, plan.Projection, cancel);
        if (gate is null || !await reading.HasAsync(gate, Window.Whole, null, row => gate.Counts(row) || (row.Name == Model.Core.Scope.Value && gate.Shows(row)), cancel))
            return new HistoryPage([], null, null, false, null);
        return await PageAsync(call, plan, reading, [gate], cancel);
    }

    /// <summary>A page of entities that have an instance in the window and meet the conditions there (5.7.4).</summary>
    public async ValueTask<HistoryPage> QueryAsync(Call call, TemporalPlan plan, PageRequest wanted, CancellationToken cancel)
    {
        var reading = await ReadingAsync(call, cancel);
        var conditions = new HistoryConditions(plan);
        var page = new List<HistoryGate>();
        var matching = 0L;
        foreach (var id in await CandidatesAsync(call, plan, conditions.OnHeads, cancel))
        {
            if (!wanted.WantsTotal && matching > (long)wanted.Offset + wanted.Limit)
                break;
            if (await reading.GateAsync(id, plan.Projection, cancel) is not { } gate || !await conditions.HoldAsync(reading, gate, cancel))
                continue;
            if (matching >= wanted.Offset && page.Count < wanted.Limit)
                page.Add(gate);
            matching++;
        }
        var answer = await PageAsync(call, plan, reading, page, cancel);
        return answer with { Total = wanted.WantsTotal ? matching : null, More = wanted.Limit > 0 && matching > (long)wanted.Offset + page.Count };
    }

    private async ValueTask<HistoryPage> PageAsync(Call call, TemporalPlan plan, HistoryReading reading, List<HistoryGate> gates, CancellationToken cancel)
    {
        if (plan.Aggregation is { } aggregation)
            return new HistoryPage([], await AggregateAsync(plan, aggregation, reading, gates, cancel), null, false, null);
        var collector = new HistoryCollector(plan, reading, options.TemporalLimit);
        foreach (var gate in gates)
            await collector.AddAsync(gate, await reading.ScopesAsync(gate, plan.Scope, cancel), cancel);
        var (views, cut) = await collector.BuildAsync(cancel);
        return new HistoryPage(views, null, null, false, cut);
    }

    private static async ValueTask<List<AggregatedView>> AggregateAsync(
        TemporalPlan plan, Aggregation aggregation, HistoryReading reading, List<HistoryGate> gates, CancellationToken cancel)
    {
        var views = new List<AggregatedView>(gates.Count);
        foreach (var gate in gates)
        {
            var view = new AggregatedView(gate, plan.Window, aggregation);
            await reading.VisitAsync(gate, plan.Window, await reading.ScopesAsync(gate, plan.Scope, cancel), row =>
            {
                view.Add(row);
                return true;
            }, cancel);
            views.Add(view);
        }
        return views;
    }

    /// <summary>The entities that may match, in the order that is wanted; also what remains of those that were deleted.</summary>
    private async ValueTask<List<EntityId>> CandidatesAsync(Call call, TemporalPlan plan, Filter onHeads, CancellationToken cancel)
    {
        var ids = new List<EntityId>();
        var query = new EntityQuery(onHeads, call.Now) { WithRemains = true };
        await storage.Entities.VisitAsync(call.Tenant, query, entity => ids.Add(entity.Id), cancel);
        if (plan.IdsDescend is { } descend)
            ids.Sort((left, right) => string.CompareOrdinal(left.Value, right.Value) * (descend ? -1 : 1));
        return ids;
    }

    private async ValueTask<HistoryReading> ReadingAsync(Call call, CancellationToken cancel)
    {
        var grant = await policy.GrantAsync(call.Caller, call.Tenant, Right.History, cancel);
        AccessErrors.CheckAny(grant, call.Caller);
        return new HistoryReading(storage, call, grant);
    }
}

using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Noise;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>Answers every question about the history: asks the policy, reads, and hands out views only.</summary>
/// <param name="storage">Where it is.</param>
/// <param name="policy">Who may see what.</param>
/// <param name="notices">Tells owners of what is seen.</param>
/// <param name="ledger">Knows how much of what is told with noise may still be told.</param>
/// <param name="most">How many instances an answer holds; what is beyond is cut off at a time (6.3.10).</param>
internal sealed class HistoryPath(IStorage storage, IAccessPolicy policy, AccessNotices notices, NoiseLedger ledger, int most)
{
    // Entities that may match are looked at in parts: few first, most questions need no more.
    private const int FewCandidates = 64;
    private const int MostCandidates = 16_384;
    private const int MostOrdered = 1 << 20;

    /// <summary>One entity (5.7.3); no view where it has no history, or nothing of what was asked for was ever there.</summary>
    public async ValueTask<HistoryPage> FindAsync(Call call, EntityId id, TemporalPlan plan, CancellationToken cancel)
    {
        var reading = await ReadingAsync(call, plan, cancel);
        var gate = await reading.GateAsync(id, plan.Projection, cancel);
        if (gate is null)
            return HistoryPage.Nothing;
        var page = await PageAsync(call, plan, reading, [gate], cancel);
        return page.HasInstances || !page.WithheldUntil.IsNone || await reading.HasAsync(gate, gate.Counted(Window.Whole), null, IsKnown, cancel) ? page : HistoryPage.Nothing;

        bool IsKnown(HistoryRow row) => gate.Counts(row) || (row.Name == Model.Core.Scope.Value && gate.Shows(row));
    }

    /// <summary>The ids of all entities that a query selects.</summary>
    public async ValueTask<List<EntityId>> IdsAsync(Call call, TemporalPlan plan, CancellationToken cancel)
    {
        var ids = new List<EntityId>();
        await EachAsync(call, plan, await ReadingAsync(call, plan, cancel), gate =>
        {
            ids.Add(gate.Head.Id);
            return true;
        }, cancel);
        return ids;
    }

    /// <summary>A page of entities that have an instance in the window and meet the conditions there (5.7.4).</summary>
    public async ValueTask<HistoryPage> QueryAsync(Call call, TemporalPlan plan, PageRequest wanted, CancellationToken cancel)
    {
        var reading = await ReadingAsync(call, plan, cancel);
        var page = new List<HistoryGate>();
        var matching = 0L;
        await EachAsync(call, plan, reading, gate =>
        {
            if (matching >= wanted.Offset && page.Count < wanted.Limit)
                page.Add(gate);
            matching++;
            return wanted.WantsTotal || matching <= (long)wanted.Offset + wanted.Limit;
        }, cancel);
        var answer = await PageAsync(call, plan, reading, page, cancel);
        return answer with { Total = wanted.WantsTotal ? matching : null, More = wanted.Limit > 0 && matching > (long)wanted.Offset + page.Count };
    }

    /// <summary>Shows the entities that match, in the order that is wanted, as long as somebody wants more.</summary>
    private async ValueTask EachAsync(Call call, TemporalPlan plan, HistoryReading reading, Func<HistoryGate, bool> wantsMore, CancellationToken cancel)
    {
        var conditions = new HistoryConditions(plan);
        var query = new EntityQuery(reading.OnView(conditions.OnHeads), call.Now, Limit: FewCandidates) { WithRemains = true, Order = reading.OnView(plan.Order) };
        while (true)
        {
            var page = await storage.Entities.QueryAsync(call.Tenant, query, cancel);
            foreach (var head in page.Rows)
            {
                if (reading.GateOf(head, plan.Projection) is { } gate && await conditions.HoldAsync(reading, gate, cancel) && !wantsMore(gate))
                    return;
            }
            if (!page.More)
                return;
            // What was deleted meanwhile still counts, so deletions let nothing be passed over.
            // In an order each part looks at all of them: there are few parts then.
            query = query with { Offset = query.Offset + query.Limit, Limit = query.Order is null ? Math.Min(query.Limit * 4, MostCandidates) : Math.Min(query.Limit * 16, MostOrdered) };
        }
    }

    private async ValueTask<HistoryPage> PageAsync(Call call, TemporalPlan plan, HistoryReading reading, List<HistoryGate> gates, CancellationToken cancel)
    {
        await notices.WriteAsync(call, reading.Grant, gates.Select(gate => gate.Head), cancel);
        if (plan.Aggregation is { } aggregation)
        {
            var aggregates = new HistoryAggregates(plan, aggregation, reading, ledger);
            var found = new List<AggregatedView>(gates.Count);
            foreach (var gate in gates)
                found.Add(await aggregates.OfAsync(gate, cancel));
            return new HistoryPage([], found, null, false, null) { WithheldUntil = aggregates.WithheldUntil };
        }
        var collector = new HistoryCollector(plan, reading, most);
        foreach (var gate in gates)
            await collector.AddAsync(gate, await reading.ScopesAsync(gate, plan.Scope, cancel), cancel);
        var (views, cut) = await collector.BuildAsync(cancel);
        return new HistoryPage(views, null, null, false, cut);
    }

    private async ValueTask<HistoryReading> ReadingAsync(Call call, TemporalPlan plan, CancellationToken cancel)
    {
        var grant = await policy.GrantAsync(call.Caller, call.Tenant, Right.History, cancel);
        AccessErrors.CheckAny(grant, call.Caller);
        return new HistoryReading(storage, call, grant, plan.Window.Property);
    }
}

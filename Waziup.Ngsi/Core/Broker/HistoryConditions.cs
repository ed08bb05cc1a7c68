using System.Collections.Immutable;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>The conditions of a temporal query: what the entity itself decides, and what only its instances in the window decide (5.7.4.4).</summary>
internal sealed class HistoryConditions
{
    private readonly TemporalPlan _plan;
    private readonly ImmutableArray<string> _names;
    private readonly Filter _onRows;

    public HistoryConditions(TemporalPlan plan)
    {
        _plan = plan;
        var parts = plan.Filter is Filter.All all ? all.Parts : [plan.Filter];
        OnHeads = new Filter.All([.. parts.Where(IsOnHead)]);
        _onRows = new Filter.All([.. parts.Where(part => !IsOnHead(part))]);
        _names = [.. ConditionNames.All(plan.Filter).Select(name => name.Value).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What can be decided without the history: types and ids.</summary>
    public Filter OnHeads { get; }

    /// <summary>Whether an entity, which meets <see cref="OnHeads"/>, has an instance in the window and meets the conditions there.</summary>
    public async ValueTask<bool> HoldAsync(HistoryReading reading, HistoryGate gate, CancellationToken cancel)
    {
        var scopes = await reading.ScopesAsync(gate, _plan.Scope, cancel);
        return (await reading.HasAsync(gate, gate.Counted(_plan.Window), scopes, gate.Counts, cancel)
                || (_plan.Aggregation is not null && await new HistoryCells(reading, _plan.Window).HasAnyAsync(gate, scopes, cancel)))
            && (_names.IsEmpty || await reading.MatchesAsync(gate, _plan.Window, scopes, _onRows, _names, cancel));
    }

    private static bool IsOnHead(Filter filter) => filter switch
    {
        Filter.All all => all.Parts.All(IsOnHead),
        Filter.Any any => any.Parts.All(IsOnHead),
        Filter.Not not => IsOnHead(not.Part),
        _ => filter is Filter.OfType or Filter.HasId or Filter.IsAmong or Filter.IdMatches,
    };
}

using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Noise;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Broker;

/// <summary>Aggregates the history of entities (4.5.19) from as little of it as will do: from sums, else from values, else from rows.</summary>
/// <param name="plan">Which part of the history.</param>
/// <param name="aggregation">What is to be made of it.</param>
/// <param name="reading">Reads it.</param>
/// <param name="ledger">Knows how much of it may still be told.</param>
internal sealed class HistoryAggregates(TemporalPlan plan, Aggregation aggregation, HistoryReading reading, NoiseLedger ledger)
{
    /// <summary>When more may be told, where something was kept back for now; none where nothing was.</summary>
    public Instant WithheldUntil { get; private set; } = Instant.None;

    /// <summary>What is made of the history of an entity.</summary>
    public async ValueTask<AggregatedView> OfAsync(HistoryGate gate, CancellationToken cancel)
    {
        var view = new AggregatedView(gate, plan.Window, aggregation);
        var window = gate.Wanted(plan.Window);
        var scopes = await reading.ScopesAsync(gate, plan.Scope, cancel);
        if (gate.MayAggregate)
        {
            foreach (var cells in await new HistoryCells(reading, plan.Window).ReadAsync(gate, scopes, view.Add, cancel))
            {
                await ChargeAsync(cells, cancel);
                view.Add(cells);
            }
        }
        else if (!gate.IsOpen || !window.IsOfKey || !Accumulator.TakesNumbers(aggregation))
        {
            await reading.VisitAsync(gate, window, scopes, row =>
            {
                view.Add(row);
                return true;
            }, cancel);
        }
        else if (scopes is not null || Length is not { } length || !await reading.VisitSumsAsync(gate, window, length, view.Add, cancel))
        {
            await reading.VisitValuesAsync(gate, window, scopes, view.Add, cancel);
        }
        return view;
    }

    /// <summary>What is told is charged before; how many values there are costs nothing.</summary>
    private async ValueTask ChargeAsync(ClosedCells cells, CancellationToken cancel)
    {
        if (cells.Form is not { Noise: { } noise, Budget: { } budget } || !cells.HasAny)
            return;
        // What is refused, or not offered, costs nothing.
        cells.Check(aggregation);
        if (!aggregation.Methods.Any(method => method is AggregateMethod.Avg or AggregateMethod.Sum && cells.Form.Offers(method)))
            return;
        var charge = await ledger.ChargeAsync(reading.Tenant, noise, cells.Series, budget, cells.Answers, cancel);
        cells.Withhold(charge.MayBeTold);
        if (!charge.Until.IsNone && charge.Until > WithheldUntil)
            WithheldUntil = charge.Until;
    }

    // Of a period, where sums do: months differ in length, and where a window has no beginning, the first value decides.
    private long? Length => !aggregation.IsOfSums ? null : aggregation.Period switch
    {
        null => 0,
        { Months: 0, Rest: var length } when !plan.Window.From.IsNone => length,
        _ => null,
    };
}

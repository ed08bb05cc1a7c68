using Waziup.Ngsi.Access;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>Reads what is told of an entity's history by whole cells alone, beside what is told of single instances.</summary>
/// <param name="reading">Reads the history.</param>
/// <param name="window">Which part of it.</param>
internal sealed class HistoryCells(HistoryReading reading, Window window)
{
    /// <summary>Reads the window.</summary>
    /// <param name="gate">The entity.</param>
    /// <param name="scopes">When it was where it is wanted; null for always. A cell is wanted by its end: what one could choose of it would tell more.</param>
    /// <param name="others">Takes the instances that are not told by cells alone; what the gate does not admit among them.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <param name="isFirstEnough">Whether nothing more is wanted once one cell is told.</param>
    public async ValueTask<IReadOnlyList<ClosedCells>> ReadAsync(
        HistoryGate gate, ScopePeriods? scopes, Action<HistoryRow>? others, CancellationToken cancel, bool isFirstEnough = false)
    {
        var wanted = gate.Wanted(window);
        var found = new SortedDictionary<string, ClosedCells>(StringComparer.Ordinal);
        await reading.VisitAsync(gate, wanted, scopes: null, row =>
        {
            if (gate.CellsOf(row) is { } cells)
            {
                // Other times than those of observation are not told of what is not shown.
                if (wanted.IsOfKey && Of(row, cells) is var some)
                {
                    some.Add(row, IsIn);
                    return !isFirstEnough || !some.HasAny;
                }
            }
            else if (IsIn(row.TimeOf(wanted.Property)))
            {
                others?.Invoke(row);
            }
            return true;
        }, cancel);
        foreach (var cells in found.Values)
            cells.Close();
        return [.. found.Values];

        bool IsIn(Json.Instant time) => scopes is null || scopes.Contain(time);

        ClosedCells Of(HistoryRow row, Access.Disclosing.AggregateCells cells)
        {
            var key = $"{row.Name}\n{row.DatasetId}";
            return found.TryGetValue(key, out var known) ? known : found[key] = new ClosedCells(gate.Head.Id, row.Name, row.DatasetId, cells, wanted, reading.Now);
        }
    }

    /// <summary>Whether anything is told so.</summary>
    public async ValueTask<bool> HasAnyAsync(HistoryGate gate, ScopePeriods? scopes, CancellationToken cancel) =>
        gate.MayAggregate && (await ReadAsync(gate, scopes, others: null, cancel, isFirstEnough: true)).Any(cells => cells.HasAny);
}

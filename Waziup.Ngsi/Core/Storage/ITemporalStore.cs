using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Storage;

/// <summary>The temporal evolution of entities. It is written by <see cref="IContextStore.CommitAsync"/>; what is too old or too much goes by <see cref="ForgetAsync"/>.</summary>
public interface ITemporalStore
{
    /// <summary>All rows of an entity, the oldest first; rows of the same time in the order in which they were written.</summary>
    async ValueTask<IReadOnlyList<HistoryRow>> ReadAsync(TenantId tenant, EntityId id, CancellationToken cancel)
    {
        var rows = new List<HistoryRow>();
        await VisitAsync(tenant, id, Window.Whole, row =>
        {
            rows.Add(row);
            return true;
        }, cancel);
        return rows;
    }

    /// <summary>Shows the rows of an entity that lie in a window, in the order of the window, as they were at one moment.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The entity; it may be deleted, or unknown.</param>
    /// <param name="window">Which rows, by which time, in which direction. Rows of the same time come in the order of their numbers, backwards in the opposite one.</param>
    /// <param name="visit">Is shown each, and says whether it wants another. It has to be quick: the store is being read meanwhile.</param>
    /// <param name="cancel">Ends it early.</param>
    ValueTask VisitAsync(TenantId tenant, EntityId id, Window window, Func<HistoryRow, bool> visit, CancellationToken cancel);

    /// <summary>Shows the values of an entity that lie in a window by the times of their keys, the oldest first; those of the same time in any order.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The entity; it may be deleted, or unknown.</param>
    /// <param name="window">Which values. Its time is one that keys have: <see cref="TimeProperty.Key"/>, Any or ObservedAt.</param>
    /// <param name="visit">Is shown each; what says that something was deleted has none. It has to be quick: the store is being read meanwhile.</param>
    /// <param name="cancel">Ends it early.</param>
    ValueTask VisitValuesAsync(TenantId tenant, EntityId id, Window window, Action<HistoryValue> visit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(visit);
        return VisitAsync(tenant, id, window with { NewestFirst = false }, row =>
        {
            if (!row.IsDeletion)
                visit(HistoryValue.Of(row));
            return true;
        }, cancel);
    }

    /// <summary>Shows what the numbers of an entity come to that lie in a window by the times of their keys, where the store can add them up itself.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The entity; it may be deleted, or unknown.</param>
    /// <param name="window">Which values. Its time is one that keys have: <see cref="TimeProperty.Key"/>, Any or ObservedAt.</param>
    /// <param name="period">How long a period is, in microseconds, counted from where the window begins; 0 for one over all.</param>
    /// <param name="visit">Is shown the sums: those of an attribute and dataset together, in the order of time, the one that has the oldest value first.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <returns>False where the values have to be asked for one by one, as where some are no numbers. Then nothing was shown.</returns>
    ValueTask<bool> VisitSumsAsync(TenantId tenant, EntityId id, Window window, long period, Action<HistorySum> visit, CancellationToken cancel) =>
        ValueTask.FromResult(false);

    /// <summary>Shows the rows of all tenants in the order in which they were written; one that was written again is shown where that was.</summary>
    /// <param name="after">The position to go on behind: what the last call returned; 0 for the beginning.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="visit">Is shown each. It has to be quick: the store is being read meanwhile.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <returns>The position up to which all were shown; not less than <paramref name="after"/>. Where it is more than that, there may be others.</returns>
    ValueTask<long> VisitWrittenAsync(long after, int max, Action<WrittenRow> visit, CancellationToken cancel);

    /// <summary>Takes rows away that exceed a limit, of some entities. The current state stays as it is, and the log has no record of it.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="limit">Which rows go.</param>
    /// <param name="position">Where to go on: what the last call returned; 0 for the beginning.</param>
    /// <param name="cancel">Ends it before anything is written.</param>
    /// <returns>Where to go on, 0 at the end; and how many rows went, durably.</returns>
    ValueTask<(long Position, long Rows)> ForgetAsync(TenantId tenant, HistoryLimit limit, long position, CancellationToken cancel);
}

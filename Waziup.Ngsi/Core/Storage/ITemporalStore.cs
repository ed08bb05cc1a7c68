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

    /// <summary>Takes rows away that exceed a limit, of some entities. The current state stays as it is, and the log has no record of it.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="limit">Which rows go.</param>
    /// <param name="position">Where to go on: what the last call returned; 0 for the beginning.</param>
    /// <param name="cancel">Ends it before anything is written.</param>
    /// <returns>Where to go on, 0 at the end; and how many rows went, durably.</returns>
    ValueTask<(long Position, long Rows)> ForgetAsync(TenantId tenant, HistoryLimit limit, long position, CancellationToken cancel);
}

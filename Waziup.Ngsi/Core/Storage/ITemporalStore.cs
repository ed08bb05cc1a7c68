using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage;

/// <summary>Reads the history, which <see cref="IContextStore.CommitAsync"/> alone writes.</summary>
public interface ITemporalStore
{
    /// <summary>All rows of one entity in order of time, then of writing; those of a deleted entity too.</summary>
    ValueTask<IReadOnlyList<HistoryRow>> ReadAsync(TenantId tenant, EntityId id, CancellationToken cancel);
}

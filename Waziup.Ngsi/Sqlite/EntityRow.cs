using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>An entity while a group is written, with what its row names of its history.</summary>
internal sealed class EntityRow(TenantId tenant, EntityId id) : WrittenEntity(tenant, id)
{
    /// <summary>Grows with what the group writes.</summary>
    public RecentHistory Recent { get; init; } = new();
}

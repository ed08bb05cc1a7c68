using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage.Writing;

/// <summary>An entity while a group is written: as the table has it, and as the group has made it so far.</summary>
internal class WrittenEntity(TenantId tenant, EntityId id)
{
    private Entity? _made;

    public TenantId Tenant { get; } = tenant;

    public EntityId Id { get; } = id;

    /// <summary>The row's key; 0 before there is one.</summary>
    public long Key { get; set; }

    /// <summary>As it stands in the table.</summary>
    public Entity? Stored { get; init; }

    /// <summary>The position of the last change in the log.</summary>
    public long Version { get; set; }

    /// <summary>As the next write of the group sees it.</summary>
    public Entity? Current => _made ?? Stored;

    /// <summary>The last change that the group has made; several may leave the entity as it is.</summary>
    public Change? Last { get; private set; }

    public void Become(Entity after) => _made = after;

    public void Take(Change change)
    {
        Become(change.After!);
        Last = change;
    }
}

using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage.Writing;

/// <summary>The running transaction of a store's writer, as steps see it.</summary>
internal interface IWriteTransaction
{
    /// <summary>The fence behind which it writes.</summary>
    long Fence { get; }

    /// <summary>The entity as the next write to it has to see it.</summary>
    WrittenEntity Load(TenantId tenant, EntityId id);

    /// <summary>Takes a change over; it is written with the group.</summary>
    void Add(WrittenEntity row, Change change);
}

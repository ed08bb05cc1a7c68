using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage;

/// <summary>A write that a client waits for.</summary>
/// <param name="Id">The entity that it is about.</param>
/// <param name="Apply">
/// What to make of the stored entity. It is called inside the store's transaction with the entity as it then is: null if there never
/// was one, perhaps expired, perhaps the remains of a deleted one. Pure; it may be called again. What it throws fails this intent alone.
/// </param>
public readonly record struct Intent(EntityId Id, Func<Entity?, Change> Apply)
{
    /// <summary>The fence (<see cref="IDocumentStore.FenceAsync"/>) up to which whoever decided on the write knows what stands in for it. Behind a higher one it is refused with Overtaken; by default behind none.</summary>
    public long Fence { get; init; } = long.MaxValue;
}

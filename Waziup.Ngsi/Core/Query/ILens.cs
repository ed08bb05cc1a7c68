using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>Shows what somebody sees of an entity.</summary>
/// <remarks>Implementations are immutable and thread-safe.</remarks>
public interface ILens
{
    /// <summary>The entity as he sees it.</summary>
    /// <param name="entity">The entity as it is stored.</param>
    /// <param name="now">The instant that decides what has expired.</param>
    Entity See(Entity entity, Instant now);
}

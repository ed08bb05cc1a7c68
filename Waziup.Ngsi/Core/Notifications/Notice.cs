using Waziup.Ngsi.Json;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>A reason to notify one subscription.</summary>
/// <param name="Change">The change; null for a periodic notification.</param>
/// <param name="DueAt">When a periodic notification was due.</param>
/// <param name="Since">Since when it waits.</param>
internal readonly record struct Notice(LoggedChange? Change, Instant DueAt, Instant Since)
{
    /// <summary>Roughly the bytes of memory that it holds.</summary>
    public int Size => Change is null ? 0 : 512 + Change.After.Size + (Change.Previous?.Size ?? 0);
}

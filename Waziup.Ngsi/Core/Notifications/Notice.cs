using Waziup.Ngsi.Json;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>A reason to notify one subscription.</summary>
/// <param name="Change">The change; null for a periodic notification.</param>
/// <param name="DueAt">When a periodic notification was due.</param>
internal readonly record struct Notice(LoggedChange? Change, Instant DueAt)
{
    /// <summary>Its position in the change log; none for a periodic one, which holds nothing up.</summary>
    public long Sequence => Change?.Sequence ?? long.MaxValue;
}

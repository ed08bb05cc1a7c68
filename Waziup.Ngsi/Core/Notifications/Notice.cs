using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>A reason to notify one subscription.</summary>
/// <param name="Change">The change; null for a periodic notification.</param>
/// <param name="DueAt">When a periodic notification was due.</param>
/// <param name="Since">Since when it waits.</param>
internal readonly record struct Notice(LoggedChange? Change, Instant DueAt, Instant Since)
{
    /// <summary>What a source has told, to be passed on; null where something else is the reason.</summary>
    public IReadOnlyList<Entity>? Told { get; init; }

    /// <summary>Is completed when the notice was dealt with (true), or is dropped.</summary>
    public TaskCompletionSource<bool>? Dealt { get; init; }

    /// <summary>Roughly the bytes of memory that it holds.</summary>
    public int Size => Told is { } told ? 512 + told.Sum(entity => entity.Size) : Change is null ? 0 : 512 + Change.After.Size + (Change.Previous?.Size ?? 0);
}

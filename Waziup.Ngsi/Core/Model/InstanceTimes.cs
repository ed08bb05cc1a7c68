using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>The times of an instance, which stand beside its body or are inherited from what it belongs to.</summary>
internal readonly record struct InstanceTimes(Instant CreatedAt, Instant ModifiedAt, Instant ExpiresAt)
{
    /// <summary>When it was deleted; none for what is there.</summary>
    public Instant DeletedAt { get; init; } = Instant.None;

    /// <summary>The times that a sub-attribute carries itself; its modifiedAt is its createdAt unless it says otherwise.</summary>
    public InstanceTimes With(ReadOnlySpan<byte> body, in MemberSlots members)
    {
        var times = this;
        foreach (ref readonly var slot in members.All)
        {
            if (slot.Member is not (Member.Output or Member.ExpiresAt)
                || !Instant.TryParse(BodyJson.ValueOf(body, in slot)[1..^1], out var time))
                continue;
            if (slot.Member == Member.ExpiresAt)
                times = times with { ExpiresAt = time };
            else if (BodyJson.NameOf(body, in slot).SequenceEqual("createdAt"u8))
                times = times with { CreatedAt = time };
            else if (BodyJson.NameOf(body, in slot).SequenceEqual("deletedAt"u8))
                times = times with { DeletedAt = time };
            else
                times = times with { ModifiedAt = time };
        }
        return times.ModifiedAt.IsNone ? times with { ModifiedAt = times.CreatedAt } : times;
    }
}

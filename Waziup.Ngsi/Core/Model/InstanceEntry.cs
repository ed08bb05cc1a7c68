using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

[Flags]
internal enum InstanceFlags : byte
{
    None = 0,

    /// <summary>Nothing inside has a name: the body may be copied into an answer as it is.</summary>
    Plain = 1,

    /// <summary>In a fragment: delete this instance (NGSI-LD Null, 4.5.0).</summary>
    Null = 2,

    /// <summary>In a fragment: the expiry is to be removed.</summary>
    ClearsExpiry = 4,

    /// <summary>In a fragment: a bare value whose kind the stored attribute decides (5.6.17, simplified).</summary>
    Bare = 8,

    /// <summary>In a fragment: the kind was not named, but concluded from the value (4.5.2.3).</summary>
    Inferred = 16,
}

/// <summary>Where one attribute instance lies in its document, and the times that stand beside it.</summary>
/// <remarks>Positions count from the start of the document. The value's slice includes its quotes or brackets.</remarks>
internal struct InstanceEntry
{
    public int NameStart;
    public int NameLength;
    public int Start;
    public int Length;
    public int ValueStart;
    public int ValueLength;
    public int DatasetStart;
    public int DatasetLength;
    public AttributeKind Kind;
    public InstanceFlags Flags;
    public Instant CreatedAt;
    public Instant ModifiedAt;
    public Instant ObservedAt;
    public Instant ExpiresAt;

    /// <summary>The same instance, its body copied to another place.</summary>
    public readonly InstanceEntry MovedTo(int start)
    {
        var moved = this;
        moved.Start = start;
        moved.ValueStart += start - Start;
        moved.DatasetStart += DatasetLength > 0 ? start - Start : 0;
        return moved;
    }

    public readonly bool Is(InstanceFlags flag) => (Flags & flag) != InstanceFlags.None;

    public readonly bool IsExpired(Instant now) => !ExpiresAt.IsNone && ExpiresAt <= now;
}

namespace Waziup.Ngsi.Sync.Versions;

/// <summary>When, by whose clock, something was written: later than all that its writer had seen of it. The order of stamps decides which of two versions stays.</summary>
/// <param name="Micros">Microseconds since 1970.</param>
/// <param name="Node">Who wrote it; decides between equal times.</param>
public readonly record struct Stamp(long Micros, string Node) : IComparable<Stamp>
{
    /// <summary>Before all others.</summary>
    public static Stamp None { get; } = new(long.MinValue, "");

    /// <summary>The next one of a writer who has seen some others: his clock, or just behind the latest of them.</summary>
    public static Stamp After(long now, string node, params ReadOnlySpan<Stamp> seen)
    {
        foreach (var stamp in seen)
        {
            if (stamp != None && stamp.Micros >= now)
                now = stamp.Micros == long.MaxValue ? stamp.Micros : stamp.Micros + 1;
        }
        return new Stamp(now, node);
    }

    /// <inheritdoc/>
    public int CompareTo(Stamp other) => Micros.CompareTo(other.Micros) is var order and not 0 ? order : string.CompareOrdinal(Node, other.Node);

    /// <summary>The later of two.</summary>
    public static Stamp Max(Stamp left, Stamp right) => left.CompareTo(right) >= 0 ? left : right;

    /// <summary>Whether one is earlier.</summary>
    public static bool operator <(Stamp left, Stamp right) => left.CompareTo(right) < 0;

    /// <summary>Whether one is later.</summary>
    public static bool operator >(Stamp left, Stamp right) => left.CompareTo(right) > 0;

    /// <summary>Whether one is not later.</summary>
    public static bool operator <=(Stamp left, Stamp right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one is not earlier.</summary>
    public static bool operator >=(Stamp left, Stamp right) => left.CompareTo(right) >= 0;
}

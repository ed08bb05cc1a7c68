using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>Whether an instance says what is stored: the same content with the same observedAt. Then nothing happens, for nobody learns anything new.</summary>
internal static class Repetition
{
    /// <summary>Whether an instance of a fragment does.</summary>
    public static bool Is(Entity live, in InstanceEntry stored, Entity fragment, in InstanceEntry given) =>
        SaysTheSame(in stored, in given) && BodyContent.IsSame(Body(live, in stored), Body(fragment, in given));

    /// <summary>Whether what a fragment and the stored instance were merged into, the last in the buffer, does.</summary>
    public static bool Is(Entity live, in InstanceEntry stored, PooledBuffer buffer, in InstanceEntry merged) =>
        SaysTheSame(in stored, in merged) && BodyContent.IsSame(Body(live, in stored), buffer.Written[merged.Start..]);

    private static bool SaysTheSame(in InstanceEntry stored, in InstanceEntry other) =>
        !other.ObservedAt.IsNone && other.ObservedAt == stored.ObservedAt && other.ExpiresAt == stored.ExpiresAt && other.Kind == stored.Kind;

    private static ReadOnlySpan<byte> Body(Entity entity, in InstanceEntry entry) => entity.Document.AsSpan(entry.Start, entry.Length);
}

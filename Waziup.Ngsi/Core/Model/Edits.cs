using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>Makes the history rows of a write.</summary>
internal static class Edits
{
    /// <summary>The row of an instance of the entity after the write; its key is observedAt, else the stamp.</summary>
    public static HistoryEdit Put(Entity after, int index, Instant stamp)
    {
        ref readonly var entry = ref after.Instances[index];
        ReadOnlyMemory<byte> document = after.Document;
        return new HistoryEdit(
            HistoryEditKind.Put,
            document.Slice(entry.NameStart, entry.NameLength),
            document.Slice(entry.DatasetStart, entry.DatasetLength),
            entry.ObservedAt.IsNone ? stamp : entry.ObservedAt,
            stamp,
            entry.Kind,
            document.Slice(entry.Start, entry.Length),
            entry.Kind == AttributeKind.Property ? Patch.NumberOf(document.Span.Slice(entry.ValueStart, entry.ValueLength)) : double.NaN)
        {
            IsObserved = !entry.ObservedAt.IsNone,
            IsPlain = entry.Is(InstanceFlags.Plain),
        };
    }

    public static HistoryEdit Deletion(ReadOnlySpan<byte> name, ReadOnlySpan<byte> dataset, AttributeKind kind, Instant stamp) =>
        new(HistoryEditKind.Deletion, name.ToArray(), dataset.ToArray(), stamp, stamp, kind, default, double.NaN);

    /// <summary>The instance's whole history goes (4.22: it has passed its time).</summary>
    public static HistoryEdit Forget(ReadOnlySpan<byte> name, ReadOnlySpan<byte> dataset, Instant stamp) =>
        new(HistoryEditKind.RemoveAttribute, name.ToArray(), dataset.ToArray(), stamp, stamp, AttributeKind.None, default, double.NaN);

    /// <summary>The entity's scope from now on (4.18), as a Property that is observed when it is written (4.5.6).</summary>
    public static HistoryEdit Scope(Entity after, Instant stamp) =>
        Scope(after.Document.AsSpan(after.ScopeRange.Start, after.ScopeRange.Length), stamp, stamp);

    /// <summary>A scope from a time on, given as a JSON string or array.</summary>
    public static HistoryEdit Scope(ReadOnlySpan<byte> scope, Instant at, Instant stamp)
    {
        using var body = PooledBuffer.Rent(256);
        body.Append("{\"type\":\"Property\",\"value\":"u8);
        body.Append(scope);
        body.Append((byte)'}');
        return new HistoryEdit(
            HistoryEditKind.Put, Core.Scope.Utf8.ToArray(), default, at, stamp, AttributeKind.Property, body.Written.ToArray(), double.NaN)
        {
            IsObserved = true,
        };
    }
}

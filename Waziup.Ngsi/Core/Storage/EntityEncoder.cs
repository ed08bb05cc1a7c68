using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage;

/// <summary>Makes the bytes of an entity that a store keeps.</summary>
internal static class EntityEncoder
{
    /// <summary>Encodes an entity.</summary>
    /// <param name="entity">The entity, or a fragment of one.</param>
    /// <param name="names">Numbers for its types and attribute names.</param>
    public static StoredEntity Encode(Entity entity, INameNumbers names)
    {
        using var index = PooledBuffer.Rent();
        using var rest = PooledBuffer.Rent(entity.Document.Length);
        index.Append((byte)(entity.WasIngested ? StoredEntity.Form | StoredEntity.Ingested : StoredEntity.Form));
        var writer = new VarintWriter(index);
        var document = new Remainder(entity.Document, rest);
        Times(entity, in writer);
        writer.Unsigned((uint)entity.TypeCount);
        var last = 0;
        foreach (var (start, length) in entity.TypeRanges)
            last = Name(entity, start, length, last, names, ref document, in writer);
        last = writer.Range(entity.ScopeRange.Start, entity.ScopeRange.Length, last);
        writer.Unsigned((uint)entity.Instances.Length);
        foreach (ref readonly var entry in entity.Instances.AsSpan())
        {
            // An instance whose name stands before the last position has the name of the one before it.
            if (entry.NameStart >= last)
                last = Name(entity, entry.NameStart, entry.NameLength, last, names, ref document, in writer);
            else
                writer.Unsigned(0);
            last = Instance(in entry, entity, last, in writer);
        }
        Tombstones(entity, in writer);
        return new StoredEntity(index.Written.ToArray(), document.End());
    }

    private static void Times(Entity entity, in VarintWriter writer)
    {
        writer.Instant(entity.CreatedAt, Instant.None);
        writer.Instant(entity.ModifiedAt, entity.CreatedAt);
        writer.Instant(entity.ExpiresAt, entity.ModifiedAt);
        writer.Instant(entity.DeletedAt, entity.ModifiedAt);
    }

    private static int Name(
        Entity entity, int start, int length, int last, INameNumbers names, ref Remainder document, in VarintWriter writer)
    {
        writer.Unsigned((ulong)names.NumberOf(entity.Document.AsSpan(start, length)));
        writer.Unsigned((uint)(start - last));
        document.Leave(start, length);
        return start + length;
    }

    private static int Instance(in InstanceEntry entry, Entity entity, int last, in VarintWriter writer)
    {
        writer.Range(entry.Start, entry.Length, last);
        writer.Unsigned((uint)(entry.ValueLength == 0 ? 0 : entry.ValueStart - entry.Start));
        writer.Unsigned((uint)entry.ValueLength);
        writer.Unsigned((uint)entry.DatasetLength);
        if (entry.DatasetLength > 0)
            writer.Unsigned((uint)(entry.DatasetStart - entry.Start));
        writer.Unsigned((uint)((byte)entry.Kind | ((byte)entry.Flags << 4)));
        writer.Instant(entry.CreatedAt, entity.CreatedAt);
        writer.Instant(entry.ModifiedAt, entry.CreatedAt);
        writer.Instant(entry.ObservedAt, entry.ModifiedAt);
        writer.Instant(entry.ExpiresAt, entry.ModifiedAt);
        return entry.Start + entry.Length;
    }

    private static void Tombstones(Entity entity, in VarintWriter writer)
    {
        writer.Unsigned((uint)entity.Tombstones.Length);
        foreach (var tombstone in entity.Tombstones)
        {
            writer.Text(tombstone.Name.Value);
            writer.Text(tombstone.DatasetId ?? "");
            writer.Instant(tombstone.DeletedAt, entity.ModifiedAt);
        }
    }

    /// <summary>What is left of a document.</summary>
    private ref struct Remainder(ReadOnlySpan<byte> document, PooledBuffer rest)
    {
        private readonly ReadOnlySpan<byte> _document = document;
        private readonly PooledBuffer _rest = rest;
        private int _from;

        /// <summary>Leaves a part out; the parts come in order.</summary>
        public void Leave(int start, int length)
        {
            _rest.Append(_document[_from..start]);
            _from = start + length;
        }

        public readonly byte[] End()
        {
            _rest.Append(_document[_from..]);
            return _rest.Written.ToArray();
        }
    }
}

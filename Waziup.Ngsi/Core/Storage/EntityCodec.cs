using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage;

/// <summary>Turns the index of an entity into bytes that stand beside its document in a store, and back.</summary>
/// <remarks>
/// Version, times, types, scope, instances, tombstones; numbers of variable length, positions as distances from what came before.
/// About 15 bytes for an instance. The document itself is stored as it is.
/// </remarks>
internal static class EntityCodec
{
    private const byte Version = 1;

    /// <summary>Writes the index of an entity.</summary>
    public static void Encode(Entity entity, PooledBuffer output)
    {
        output.Append(Version);
        var writer = new VarintWriter(output);
        writer.Instant(entity.CreatedAt, Instant.None);
        writer.Instant(entity.ModifiedAt, entity.CreatedAt);
        writer.Instant(entity.ExpiresAt, entity.ModifiedAt);
        writer.Instant(entity.DeletedAt, entity.ModifiedAt);
        writer.Unsigned((uint)entity.TypeCount);
        var last = 0;
        foreach (var (start, length) in entity.TypeRanges)
            last = writer.Range(start, length, last);
        last = writer.Range(entity.ScopeRange.Start, entity.ScopeRange.Length, last);
        writer.Unsigned((uint)entity.Instances.Length);
        foreach (ref readonly var entry in entity.Instances.AsSpan())
            last = Encode(in entry, entity, last, ref writer);
        writer.Unsigned((uint)entity.Tombstones.Length);
        foreach (var tombstone in entity.Tombstones)
        {
            writer.Text(tombstone.Name.Value);
            writer.Text(tombstone.DatasetId ?? "");
            writer.Instant(tombstone.DeletedAt, entity.ModifiedAt);
        }
    }

    /// <summary>Reads an entity from its document and index.</summary>
    /// <exception cref="InvalidDataException">The index is of an unknown version or does not fit the document.</exception>
    public static Entity Decode(EntityId id, byte[] document, ReadOnlySpan<byte> index)
    {
        if (index.IsEmpty || index[0] != Version)
            throw new InvalidDataException("the index of an entity has an unknown version");
        var reader = new VarintReader(index[1..]);
        var createdAt = reader.Instant(Instant.None);
        var modifiedAt = reader.Instant(createdAt);
        var expiresAt = reader.Instant(modifiedAt);
        var deletedAt = reader.Instant(modifiedAt);
        var types = new (int, int)[reader.Count(document.Length)];
        var last = 0;
        for (var i = 0; i < types.Length; i++)
            types[i] = reader.Range(ref last, document.Length);
        var scope = reader.Range(ref last, document.Length);
        var instances = new InstanceEntry[reader.Count(document.Length)];
        for (var i = 0; i < instances.Length; i++)
            Decode(ref instances[i], i == 0 ? default : instances[i - 1], createdAt, document.Length, ref last, ref reader);
        return new Entity(id, document, types, scope, instances)
        {
            CreatedAt = createdAt,
            ModifiedAt = modifiedAt,
            ExpiresAt = expiresAt,
            DeletedAt = deletedAt,
            Tombstones = Tombstones(modifiedAt, ref reader),
        };
    }

    private static int Encode(in InstanceEntry entry, Entity entity, int last, ref VarintWriter writer)
    {
        // An instance whose name stands before the last position has the name of the one before it.
        if (entry.NameStart >= last)
            last = writer.Range(entry.NameStart, entry.NameLength, last);
        else
            writer.Unsigned(0);
        writer.Range(entry.Start, entry.Length, last);
        last = entry.Start + entry.Length;
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
        return last;
    }

    private static void Decode(
        ref InstanceEntry entry, in InstanceEntry before, Instant createdAt, int size, ref int last, ref VarintReader reader)
    {
        var name = reader.Range(ref last, size);
        (entry.NameStart, entry.NameLength) = name.Length > 0 ? name : (before.NameStart, before.NameLength);
        (entry.Start, entry.Length) = reader.Range(ref last, size);
        var value = (int)reader.Unsigned();
        entry.ValueLength = (int)reader.Unsigned();
        entry.ValueStart = entry.ValueLength == 0 ? 0 : entry.Start + value;
        entry.DatasetLength = (int)reader.Unsigned();
        if (entry.DatasetLength > 0)
            entry.DatasetStart = entry.Start + (int)reader.Unsigned();
        var kind = reader.Unsigned();
        entry.Kind = (AttributeKind)(kind & 15);
        entry.Flags = (InstanceFlags)(kind >> 4);
        entry.CreatedAt = reader.Instant(createdAt);
        entry.ModifiedAt = reader.Instant(entry.CreatedAt);
        entry.ObservedAt = reader.Instant(entry.ModifiedAt);
        entry.ExpiresAt = reader.Instant(entry.ModifiedAt);
        if (entry.ValueStart < 0 || entry.ValueStart + entry.ValueLength > size || entry.DatasetStart + entry.DatasetLength > size)
            throw new InvalidDataException("the index of an entity does not fit its document");
    }

    private static ImmutableArray<Tombstone> Tombstones(Instant modifiedAt, ref VarintReader reader)
    {
        var count = reader.Count(int.MaxValue);
        if (count == 0)
            return [];
        var tombstones = ImmutableArray.CreateBuilder<Tombstone>();
        for (var i = 0; i < count; i++)
        {
            var name = reader.Text();
            var dataset = reader.Text();
            tombstones.Add(new Tombstone(new Iri(name), dataset.Length == 0 ? null : dataset, reader.Instant(modifiedAt)));
        }
        return tombstones.ToImmutable();
    }
}

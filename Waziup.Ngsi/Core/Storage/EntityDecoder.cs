using System.Collections.Immutable;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage;

/// <summary>Reads an entity from the bytes that a store keeps of it.</summary>
internal static class EntityDecoder
{
    /// <summary>Decodes what <see cref="EntityEncoder"/> made.</summary>
    /// <exception cref="InvalidDataException">The index is of an unknown form, or does not fit the document.</exception>
    public static Entity Decode(EntityId id, ReadOnlySpan<byte> document, ReadOnlySpan<byte> index, INumberedNames names)
    {
        if (index.IsEmpty || (index[0] & ~StoredEntity.Ingested) != StoredEntity.Form)
            throw new InvalidDataException("the index of an entity has an unknown form");
        using var whole = PooledBuffer.Rent(2 * document.Length);
        var reader = new VarintReader(index[1..]);
        var text = new Whole(document, whole, names);
        var createdAt = reader.Instant(Instant.None);
        var modifiedAt = reader.Instant(createdAt);
        var expiresAt = reader.Instant(modifiedAt);
        var deletedAt = reader.Instant(modifiedAt);
        var types = new (int, int)[reader.Count(index.Length)];
        var last = 0;
        for (var i = 0; i < types.Length; i++)
            types[i] = text.Name((long)reader.Unsigned(), ref last, ref reader);
        var scope = reader.Range(ref last, int.MaxValue);
        var instances = new InstanceEntry[reader.Count(index.Length)];
        for (var i = 0; i < instances.Length; i++)
        {
            var number = (long)reader.Unsigned();
            (instances[i].NameStart, instances[i].NameLength) = number != 0 ? text.Name(number, ref last, ref reader)
                : i > 0 ? (instances[i - 1].NameStart, instances[i - 1].NameLength)
                : default;
            Instance(ref instances[i], createdAt, ref last, ref reader);
        }
        var tombstones = Tombstones(modifiedAt, ref reader);
        var bytes = text.End();
        Check(bytes.Length, scope, instances);
        return new Entity(id, bytes, types, scope, instances)
        {
            CreatedAt = createdAt,
            ModifiedAt = modifiedAt,
            ExpiresAt = expiresAt,
            DeletedAt = deletedAt,
            WasIngested = (index[0] & StoredEntity.Ingested) != 0,
            Tombstones = tombstones,
        };
    }

    private static void Instance(ref InstanceEntry entry, Instant createdAt, ref int last, ref VarintReader reader)
    {
        (entry.Start, entry.Length) = reader.Range(ref last, int.MaxValue);
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

    private static void Check(int size, (int Start, int Length) scope, InstanceEntry[] instances)
    {
        Within(size, scope.Start, scope.Length);
        foreach (ref readonly var entry in instances.AsSpan())
        {
            Within(size, entry.Start, entry.Length);
            Within(size, entry.ValueStart, entry.ValueLength);
            Within(size, entry.DatasetStart, entry.DatasetLength);
        }
    }

    private static void Within(int size, int start, int length)
    {
        if ((uint)start > (uint)size || (uint)length > (uint)(size - start))
            throw new InvalidDataException("the index of an entity does not fit its document");
    }

    /// <summary>The document, put together again.</summary>
    private ref struct Whole(ReadOnlySpan<byte> rest, PooledBuffer bytes, INumberedNames names)
    {
        private readonly PooledBuffer _bytes = bytes;
        private readonly INumberedNames _names = names;
        private ReadOnlySpan<byte> _rest = rest;

        /// <summary>Puts a name where it stood.</summary>
        /// <param name="number">Its number.</param>
        /// <param name="last">The end of what came before; becomes the end of the name.</param>
        /// <param name="reader">Says how far behind that it stood.</param>
        public (int Start, int Length) Name(long number, ref int last, ref VarintReader reader)
        {
            var start = last + (long)reader.Unsigned();
            if (start < _bytes.Length || start - _bytes.Length > _rest.Length)
                throw new InvalidDataException("the index of an entity does not fit its document");
            var before = (int)start - _bytes.Length;
            _bytes.Append(_rest[..before]);
            _rest = _rest[before..];
            var name = _names.NameOf(number);
            _bytes.Append(name);
            last = (int)start + name.Length;
            return ((int)start, name.Length);
        }

        public readonly byte[] End()
        {
            _bytes.Append(_rest);
            return _bytes.Written.ToArray();
        }
    }
}

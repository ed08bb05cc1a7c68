using System.Collections.Immutable;

namespace Waziup.Ngsi.Model;

/// <summary>Copies parts of an entity.</summary>
internal static class Rebuild
{
    private const int MaxTombstones = 64;

    /// <summary>What a change replaces: the instances at these positions, which ascend, under types, scope and expiry as they were; null where that is nothing.</summary>
    public static Entity? Only(Entity source, List<int> positions, bool isHeadChanged)
    {
        if (positions.Count == 0 && !isHeadChanged)
            return null;
        var builder = EntityBuilder.Start(source.Id);
        CopyTypes(source, builder);
        builder.SetScope(source.Document.AsSpan(source.ScopeRange.Start, source.ScopeRange.Length));
        CopyWhere(source, builder, position => positions.BinarySearch(position) >= 0);
        builder.ExpiresAt = source.ExpiresAt;
        return builder.Build();
    }

    /// <summary>The entity with some of its instances, as old as the newest of them.</summary>
    /// <param name="source">The entity.</param>
    /// <param name="withScope">Whether its scope stays.</param>
    /// <param name="passes">Which instances stay, by their position.</param>
    public static Entity Where(Entity source, bool withScope, Predicate<int> passes)
    {
        var newest = Json.Instant.None;
        var builder = EntityBuilder.Start(source.Id);
        CopyTypes(source, builder);
        builder.SetScope(withScope ? source.Document.AsSpan(source.ScopeRange.Start, source.ScopeRange.Length) : default);
        CopyWhere(source, builder, position =>
        {
            if (!passes(position))
                return false;
            var at = source.Instances[position].ModifiedAt;
            newest = newest.IsNone || at > newest ? at : newest;
            return true;
        });
        builder.CreatedAt = source.CreatedAt;
        builder.ModifiedAt = newest;
        builder.ExpiresAt = source.ExpiresAt;
        return builder.Build();
    }

    /// <summary>A fragment with some of its attributes.</summary>
    public static Entity Fragment(Entity source, Predicate<JsonLd.Iri> keeps)
    {
        var kept = source.AttributeNames().Where(name => keeps(name)).ToList();
        var builder = EntityBuilder.Start(source.Id);
        CopyTypes(source, builder);
        builder.SetScope(source.Document.AsSpan(source.ScopeRange.Start, source.ScopeRange.Length));
        CopyWhere(source, builder, position => kept.Exists(name => name.Utf8.SequenceEqual(source.NameOf(in source.Instances[position]))));
        builder.ExpiresAt = source.ExpiresAt;
        builder.ClearsExpiry = source.ClearsExpiry;
        return builder.Build();
    }

    /// <summary>The entity with other instances in the place of some, by their position; where one is empty there is none.</summary>
    public static Entity Instead(Entity source, IReadOnlyDictionary<int, ReadOnlyMemory<byte>> bodies)
    {
        var builder = EntityBuilder.Start(source.Id);
        CopyTypes(source, builder);
        CopyScope(source, builder, null);
        CopyWhere(source, builder, position => !bodies.TryGetValue(position, out var body) || !body.IsEmpty, bodies);
        (builder.CreatedAt, builder.ModifiedAt, builder.ExpiresAt) = (source.CreatedAt, source.ModifiedAt, source.ExpiresAt);
        return builder.Build();
    }

    /// <summary>The types and the scope of an entity, under an id.</summary>
    public static Entity Head(Entity source, EntityId id)
    {
        var builder = EntityBuilder.Start(id);
        CopyTypes(source, builder);
        CopyScope(source, builder, null);
        builder.ExpiresAt = source.ExpiresAt;
        builder.ClearsExpiry = source.ClearsExpiry;
        return builder.Build();
    }

    public static void CopyTypes(Entity source, EntityBuilder builder)
    {
        for (var i = 0; i < source.TypeCount; i++)
            builder.AddType(source.TypeAt(i));
    }

    /// <summary>Copies the scope, or writes another one in its place.</summary>
    public static void CopyScope(Entity source, EntityBuilder builder, string? other)
    {
        if (other is null)
        {
            builder.SetScope(source.Document.AsSpan(source.ScopeRange.Start, source.ScopeRange.Length));
            return;
        }
        using var json = Json.PooledBuffer.Rent();
        Json.Utf8Json.AppendString(json, other);
        builder.SetScope(json.Written);
    }

    /// <summary>Copies the instances whose position passes, attribute by attribute.</summary>
    public static void CopyWhere(Entity source, EntityBuilder builder, Predicate<int> passes) => CopyWhere(source, builder, passes, null);

    private static void CopyWhere(Entity source, EntityBuilder builder, Predicate<int> passes, IReadOnlyDictionary<int, ReadOnlyMemory<byte>>? others)
    {
        var instances = source.Instances;
        for (var i = 0; i < instances.Length;)
        {
            var open = false;
            var name = instances[i].NameStart;
            for (; i < instances.Length && instances[i].NameStart == name; i++)
            {
                if (!passes(i))
                    continue;
                if (!open)
                    builder.BeginAttribute(source.NameOf(in instances[i]));
                open = true;
                if (others is null || !others.TryGetValue(i, out var other))
                {
                    builder.CopyInstance(source, in instances[i]);
                    continue;
                }
                var start = builder.Buffer.Length;
                builder.Buffer.Append(other.Span);
                builder.AddInstance(BodyScan.Entry(builder.Buffer, start) with { ExpiresAt = instances[i].ExpiresAt });
            }
            if (open)
                builder.EndAttribute();
        }
    }

    /// <summary>The tombstones after a write: those that were there and those it made, without what it brought back; the newest 64.</summary>
    public static ImmutableArray<Tombstone> Tombstones(Entity? live, List<Tombstone> gone, EntityBuilder builder)
    {
        var old = live?.Tombstones ?? [];
        if (old.IsEmpty && gone.Count == 0)
            return [];
        var kept = old.Where(tomb => !gone.Exists(newer => newer.Name.Equals(tomb.Name) && newer.DatasetId == tomb.DatasetId))
            .Concat(gone)
            .Where(tomb => !builder.Has(tomb.Name.Utf8, System.Text.Encoding.UTF8.GetBytes(tomb.DatasetId ?? "")))
            .OrderBy(tomb => tomb.DeletedAt.Micros);
        return [.. kept.TakeLast(MaxTombstones)];
    }
}

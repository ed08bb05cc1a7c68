using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>An entity, or a fragment of one: one UTF-8 document with expanded names, and an index of where each instance lies.</summary>
/// <remarks>Immutable and thread-safe. The document's form is described at <see cref="EntityBuilder"/>.</remarks>
public sealed class Entity
{
    private readonly byte[] _document;
    private readonly (int Start, int Length)[] _types;
    private ImmutableArray<string> _typeNames;

    internal Entity(EntityId id, byte[] document, (int Start, int Length)[] types, (int Start, int Length) scope, InstanceEntry[] instances)
    {
        Id = id;
        _document = document;
        _types = types;
        ScopeRange = scope;
        Instances = instances;
    }

    /// <summary>The id; none in a fragment that carries none.</summary>
    public EntityId Id { get; }

    /// <summary>The expanded types, in the order in which they were given (4.5.1).</summary>
    public ImmutableArray<string> Types
    {
        get
        {
            if (_typeNames.IsDefault)
                _typeNames = [.. _types.Select(range => Encoding.UTF8.GetString(TextAt(range)))];
            return _typeNames;
        }
    }

    /// <summary>When this incarnation of the entity came into being.</summary>
    public Instant CreatedAt { get; internal init; } = Instant.None;

    /// <summary>The stamp of the last change; strictly increasing for an id, across deletion too.</summary>
    public Instant ModifiedAt { get; internal init; } = Instant.None;

    /// <summary>When the entity vanishes by itself (4.22), or none.</summary>
    public Instant ExpiresAt { get; internal init; } = Instant.None;

    /// <summary>When it was deleted, or none. A deleted entity keeps its types and scope, no attributes.</summary>
    public Instant DeletedAt { get; internal init; } = Instant.None;

    /// <summary>In a fragment: the entity's expiry is to be removed.</summary>
    internal bool ClearsExpiry { get; init; }

    /// <summary>Whether this incarnation came into being by a temporal write (5.6.11), and goes with its history (5.6.16).</summary>
    internal bool WasIngested { get; init; }

    internal InstanceEntry[] Instances { get; }

    internal ImmutableArray<Tombstone> Tombstones { get; init; } = [];

    /// <summary>Whether it is kept to be shown again and again: then it is worth its memory to know what it is written as.</summary>
    internal bool IsKept { get; set; }

    internal bool IsDeleted => !DeletedAt.IsNone;

    internal int TypeCount => _types.Length;

    internal (int Start, int Length)[] TypeRanges => _types;

    internal (int Start, int Length) ScopeRange { get; }

    internal bool HasScope => ScopeRange.Length > 0;

    /// <summary>Whether it has passed its time, as a whole.</summary>
    internal bool IsExpired(Instant now) => !ExpiresAt.IsNone && ExpiresAt <= now;

    /// <summary>The earliest time at which something of it expires, or none.</summary>
    internal Instant NextExpiry
    {
        get
        {
            var next = ExpiresAt;
            foreach (ref readonly var entry in Instances.AsSpan())
            {
                if (!entry.ExpiresAt.IsNone && (next.IsNone || entry.ExpiresAt < next))
                    next = entry.ExpiresAt;
            }
            return next;
        }
    }

    /// <summary>Whether nothing of it expires, sub-attributes included.</summary>
    internal bool IsLasting => NextExpiry.IsNone && _document.AsSpan().IndexOf("\"expiresAt\""u8) < 0;

    /// <summary>How many bytes its document takes.</summary>
    internal int Size => _document.Length;

    [DocumentBytes]
    internal byte[] Document => _document;

    /// <summary>The expanded type at a position, as UTF-8.</summary>
    internal ReadOnlySpan<byte> TypeAt(int index) => TextAt(_types[index]);

    internal bool HasType(ReadOnlySpan<byte> iri)
    {
        foreach (var range in _types)
        {
            if (TextAt(range).SequenceEqual(iri))
                return true;
        }
        return false;
    }

    /// <summary>The expanded name of an instance's attribute, as UTF-8.</summary>
    internal ReadOnlySpan<byte> NameOf(in InstanceEntry entry) => TextAt((entry.NameStart, entry.NameLength));

    /// <summary>The datasetId of an instance, empty for the default one.</summary>
    internal ReadOnlySpan<byte> DatasetOf(in InstanceEntry entry) => TextAt((entry.DatasetStart, entry.DatasetLength));

    /// <summary>Whether the value of an instance is a list.</summary>
    internal bool HasList(in InstanceEntry entry) => _document[entry.ValueStart] == '[';

    /// <summary>The expanded names of its attributes, each once.</summary>
    internal IEnumerable<JsonLd.Iri> AttributeNames()
    {
        for (var i = 0; i < Instances.Length; i++)
        {
            if (i == 0 || Instances[i].NameStart != Instances[i - 1].NameStart)
                yield return new JsonLd.Iri(Encoding.UTF8.GetString(NameOf(in Instances[i])));
        }
    }

    /// <summary>The position of an instance, or -1.</summary>
    internal int Find(ReadOnlySpan<byte> name, ReadOnlySpan<byte> dataset)
    {
        var instances = Instances;
        for (var i = 0; i < instances.Length; i++)
        {
            if (NameOf(in instances[i]).SequenceEqual(name) && DatasetOf(in instances[i]).SequenceEqual(dataset))
                return i;
        }
        return -1;
    }

    /// <summary>This fragment as an entity that came into being, whole, at a time.</summary>
    internal Entity Created(Instant stamp) => Existing(stamp, stamp, ExpiresAt);

    /// <summary>This fragment as an entity that has been there since a time.</summary>
    internal Entity Existing(Instant createdAt, Instant modifiedAt, Instant expiresAt)
    {
        var instances = Instances.AsSpan().ToArray();
        foreach (ref var entry in instances.AsSpan())
        {
            entry.Flags &= InstanceFlags.Plain;
            (entry.CreatedAt, entry.ModifiedAt) = (createdAt, modifiedAt);
        }
        return new Entity(Id, _document, _types, ScopeRange, instances) { CreatedAt = createdAt, ModifiedAt = modifiedAt, ExpiresAt = expiresAt };
    }

    /// <summary>The same entity, changed at another time.</summary>
    internal Entity ChangedAt(Instant modifiedAt) =>
        new(Id, _document, _types, ScopeRange, Instances) { CreatedAt = CreatedAt, ModifiedAt = modifiedAt, ExpiresAt = ExpiresAt, DeletedAt = DeletedAt };

    /// <summary>When the newest of its instances was changed; none where none was.</summary>
    internal Instant NewestChange
    {
        get
        {
            var newest = Instant.None;
            foreach (ref readonly var entry in Instances.AsSpan())
            {
                if (!entry.ModifiedAt.IsNone && (newest.IsNone || entry.ModifiedAt > newest))
                    newest = entry.ModifiedAt;
            }
            return newest;
        }
    }

    /// <summary>Whether any instance has passed its time.</summary>
    internal bool HasExpired(Instant now)
    {
        foreach (ref readonly var entry in Instances.AsSpan())
        {
            if (entry.IsExpired(now))
                return true;
        }
        return false;
    }

    /// <summary>Whether the other differs in system times at most.</summary>
    internal bool SaysTheSameAs(Entity other)
    {
        if (!_document.AsSpan().SequenceEqual(other._document) || ExpiresAt != other.ExpiresAt || Instances.Length != other.Instances.Length)
            return false;
        for (var i = 0; i < Instances.Length; i++)
        {
            if (Instances[i].ExpiresAt != other.Instances[i].ExpiresAt)
                return false;
        }
        return true;
    }

    /// <summary>Whether any instance of the attribute is there that has not expired.</summary>
    internal bool HasLive(ReadOnlySpan<byte> name, Instant now)
    {
        foreach (ref readonly var entry in Instances.AsSpan())
        {
            if (!entry.IsExpired(now) && NameOf(in entry).SequenceEqual(name))
                return true;
        }
        return false;
    }

    /// <summary>The position of the first instance of the attribute, or -1.</summary>
    internal int Find(ReadOnlySpan<byte> name)
    {
        var instances = Instances;
        for (var i = 0; i < instances.Length; i++)
        {
            if (NameOf(in instances[i]).SequenceEqual(name))
                return i;
        }
        return -1;
    }

    /// <summary>Whether any instance of the attribute is there.</summary>
    internal bool Has(ReadOnlySpan<byte> name) => Find(name) >= 0;

    private ReadOnlySpan<byte> TextAt((int Start, int Length) range) => _document.AsSpan(range.Start, range.Length);
}

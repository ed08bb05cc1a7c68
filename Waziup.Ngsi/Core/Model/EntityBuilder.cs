using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Model;

/// <summary>Writes the stored form of an entity and its index.</summary>
/// <remarks>
/// <code>{"id":"urn:…","type":["IRI",…],"scope":"/a" or ["/a",…],"IRI":[{"type":"Property","value":…,"datasetId":…,…},…],…}</code>
/// Instances are normalized (4.5.2) with expanded names. Instance arrays always; inside an instance the members of the standard have
/// their short names. System times and expiry of instances stand in the index, not here; those of sub-attributes stand in the
/// sub-attribute where they differ from what they inherit: its createdAt from the instance, its modifiedAt from its createdAt.
/// Not thread-safe; one per thread is kept for reuse.
/// </remarks>
internal sealed class EntityBuilder
{
    [ThreadStatic]
    private static EntityBuilder? _spare;

    private readonly List<InstanceEntry> _instances = [];
    private readonly List<(int Start, int Length)> _types = [];
    private readonly BuiltNames _built = new();
    private PooledBuffer _buffer = null!;
    private EntityId _id;
    private (int Start, int Length) _scope;
    private (int Start, int Length) _name;
    private bool _typesOpen;

    public PooledBuffer Buffer => _buffer;

    public Instant CreatedAt { get; set; }

    public Instant ModifiedAt { get; set; }

    public Instant ExpiresAt { get; set; }

    public Instant DeletedAt { get; set; }

    public bool ClearsExpiry { get; set; }

    public bool WasIngested { get; set; }

    public ImmutableArray<Tombstone> Tombstones { get; set; }

    /// <summary>The sub-attributes of the bodies that are being read.</summary>
    public SubNames SubNames { get; } = new();

    public int InstanceCount => _instances.Count;

    public int TypeCount => _types.Count;

    public static EntityBuilder Start(EntityId id)
    {
        var builder = _spare ?? new EntityBuilder();
        _spare = null;
        builder.Reset(id);
        return builder;
    }

    /// <summary>Adds a type unless it is there.</summary>
    public void AddType(ReadOnlySpan<byte> iri)
    {
        foreach (var (start, length) in _types)
        {
            if (_buffer.Written.Slice(start, length).SequenceEqual(iri))
                return;
        }
        _buffer.Append(_types.Count == 0 ? "\"type\":["u8 : ","u8);
        _buffer.Append((byte)'"');
        _types.Add((_buffer.Length, iri.Length));
        _buffer.Append(iri);
        _buffer.Append((byte)'"');
    }

    /// <summary>Ends the types and writes the scope, a JSON string or array; empty for none.</summary>
    public void SetScope(ReadOnlySpan<byte> json)
    {
        EndTypes();
        if (json.IsEmpty)
            return;
        _buffer.Append("\"scope\":"u8);
        _scope = (_buffer.Length, json.Length);
        _buffer.Append(json);
        _buffer.Append((byte)',');
    }

    /// <summary>Begins an attribute; its instances follow, each written into <see cref="Buffer"/> and told to <see cref="AddInstance"/>.</summary>
    public void BeginAttribute(ReadOnlySpan<byte> iri)
    {
        _buffer.Append((byte)'"');
        _name = (_buffer.Length, iri.Length);
        _built.Add(_name);
        _buffer.Append(iri);
        _buffer.Append("\":["u8);
    }

    /// <summary>Records an instance that was just written to the buffer from <see cref="InstanceEntry.Start"/> on.</summary>
    public void AddInstance(InstanceEntry entry)
    {
        entry.NameStart = _name.Start;
        entry.NameLength = _name.Length;
        entry.Length = _buffer.Length - entry.Start;
        _buffer.Append((byte)',');
        _instances.Add(entry);
    }

    /// <summary>Copies an instance of an entity, with its place in the index and its times.</summary>
    public void CopyInstance(Entity source, in InstanceEntry entry)
    {
        var copy = entry.MovedTo(_buffer.Length);
        _buffer.Append(source.Document.AsSpan(entry.Start, entry.Length));
        AddInstance(copy);
    }

    /// <summary>Takes back the attribute that was begun last, while it has no instance.</summary>
    public void TakeBack()
    {
        _buffer.Truncate(_name.Start - 1);
        _built.TakeBack();
    }

    public void EndAttribute()
    {
        _buffer.Truncate(_buffer.Length - 1);
        _buffer.Append("],"u8);
    }

    /// <summary>Whether an instance of this attribute with this datasetId was added.</summary>
    public bool Has(ReadOnlySpan<byte> name, ReadOnlySpan<byte> dataset) =>
        _built.Has(_buffer.Written, CollectionsMarshal.AsSpan(_instances), name, dataset);

    /// <summary>Whether this attribute was begun.</summary>
    public bool Has(ReadOnlySpan<byte> name) => _built.Has(_buffer.Written, name);

    /// <summary>Ends the document and makes the entity; the builder may be started anew.</summary>
    public Entity Build()
    {
        EndTypes();
        _buffer.Truncate(_buffer.Length - 1);
        _buffer.Append((byte)'}');
        var entity = new Entity(_id, _buffer.Written.ToArray(), [.. _types], _scope, [.. _instances])
        {
            CreatedAt = CreatedAt,
            ModifiedAt = ModifiedAt,
            ExpiresAt = ExpiresAt,
            DeletedAt = DeletedAt,
            ClearsExpiry = ClearsExpiry,
            WasIngested = WasIngested,
            Tombstones = Tombstones,
        };
        Release();
        return entity;
    }

    /// <summary>Gives the memory back without building; needed when reading fails.</summary>
    public void Release()
    {
        _buffer.Dispose();
        _buffer = null!;
        if (_instances.Capacity > 1024 || SubNames.Capacity > 1024)
            return;
        _spare = this;
    }

    private void Reset(EntityId id)
    {
        _buffer = PooledBuffer.Rent();
        _instances.Clear();
        _types.Clear();
        SubNames.Clear();
        _built.Clear();
        _typesOpen = true;
        _id = id;
        _scope = default;
        CreatedAt = ModifiedAt = ExpiresAt = DeletedAt = Instant.None;
        ClearsExpiry = WasIngested = false;
        Tombstones = [];
        _buffer.Append("{\"id\":"u8);
        Utf8Json.AppendString(_buffer, id.Value);
        _buffer.Append((byte)',');
    }

    private void EndTypes()
    {
        if (_typesOpen && _types.Count > 0)
            _buffer.Append("],"u8);
        _typesOpen = false;
    }
}

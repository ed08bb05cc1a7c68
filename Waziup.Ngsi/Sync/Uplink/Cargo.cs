using Waziup.Ngsi.Access;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sync.Uplink;

/// <summary>What a cloud is told of one tenant in one step: each entity as it is now, then what it was, then what is gone.</summary>
/// <param name="tenant">The tenant.</param>
internal sealed class Cargo(TenantId tenant)
{
    private readonly Dictionary<(EntityId Id, string Name, string Dataset), (Json.Instant ModifiedAt, Json.Instant At)> _sent = [];

    private readonly Dictionary<EntityId, RowRange> _left = [];

    /// <summary>Whose it is.</summary>
    public TenantId Tenant => tenant;

    /// <summary>Entities, or those of their attributes that have changed.</summary>
    public List<CurrentEntity> Current { get; } = [];

    /// <summary>Values that were observed.</summary>
    public List<PastEntity> Past { get; } = [];

    /// <summary>Attributes of entities whose past may have overtaken them: they are told again behind it.</summary>
    public List<CurrentEntity> Overtaken { get; } = [];

    /// <summary>Instances of attributes that are gone, of entities that are there.</summary>
    public List<GoneInstance> GoneInstances { get; } = [];

    /// <summary>Entities that are gone.</summary>
    public List<GoneEntity> Gone { get; } = [];

    /// <summary>Takes what is to be told of an entity as it is.</summary>
    /// <param name="stored">The entity.</param>
    /// <param name="entity">What is told.</param>
    /// <param name="names">The attributes that are told; null for all.</param>
    public void Add(Entity stored, CurrentEntity entity, IReadOnlySet<Iri>? names)
    {
        Current.Add(entity);
        foreach (ref readonly var entry in stored.Instances.AsSpan())
        {
            var name = System.Text.Encoding.UTF8.GetString(stored.NameOf(in entry));
            if (names is null || names.Contains(new Iri(name)))
                _sent[(stored.Id, name, System.Text.Encoding.UTF8.GetString(stored.DatasetOf(in entry)))] = (entry.ModifiedAt, entry.ObservedAt);
        }
    }

    /// <summary>Whether a row is told with the present of its entity already: then it is left out of the past.</summary>
    public bool Has(EntityId id, HistoryRow row)
    {
        if (!_sent.TryGetValue((id, row.Name, row.DatasetId ?? ""), out var told) || told != (row.ModifiedAt, row.At))
            return false;
        _left[id] = LeftOf(id).With(row.Sequence);
        return true;
    }

    /// <summary>The rows of an entity that were left out of its past.</summary>
    public RowRange LeftOf(EntityId id) => _left.GetValueOrDefault(id, RowRange.None);
}

/// <summary>An entity as the reader of the link sees it.</summary>
/// <param name="Stored">Its id here.</param>
/// <param name="View">What he sees.</param>
/// <param name="Replaces">Whether it takes the place of what the cloud has: it was deleted meanwhile.</param>
/// <param name="Lasts">Whether nothing of it expires.</param>
internal sealed record CurrentEntity(EntityId Stored, EntityView View, bool Replaces, bool Lasts);

/// <summary>Rows of the history of an entity.</summary>
/// <param name="Gate">What the reader of the link sees of it.</param>
/// <param name="Rows">The rows that he sees, in the order in which they were written.</param>
internal sealed record PastEntity(HistoryGate Gate, List<HistoryRow> Rows);

/// <summary>An entity that is gone.</summary>
/// <param name="Stored">Its id here.</param>
/// <param name="Id">Its id as the reader of the link knew it.</param>
internal sealed record GoneEntity(EntityId Stored, EntityId Id);

/// <summary>An instance that is gone.</summary>
/// <param name="Stored">The id of the entity here.</param>
/// <param name="Id">The entity, as the reader of the link knows it.</param>
/// <param name="Name">The attribute.</param>
/// <param name="Dataset">The datasetId; null for the default instance.</param>
internal sealed record GoneInstance(EntityId Stored, EntityId Id, Iri Name, string? Dataset);

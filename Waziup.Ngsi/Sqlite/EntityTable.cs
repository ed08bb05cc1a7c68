using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The rows of entities and of their types, for the writer.</summary>
internal sealed class EntityTable
{
    private readonly NameTable _names;
    private readonly ManyRows<(EntityRow Row, long Tenant, StoredEntity Stored)> _insert;
    private readonly ManyRows<(long Tenant, long Type, long Entity)> _addType;
    private readonly Statement _find;
    private readonly Statement _update;
    private readonly Statement _updateContent;
    private readonly Statement _updateNames;
    private readonly Statement _removeType;
    private long _next;

    public EntityTable(Connection connection, NameTable names)
    {
        _names = names;
        _insert = new(connection, "entity", "key, tenant, id, version, lot, next_expiry, expires, deleted, recent, idx, doc", Bind);
        _addType = new(connection, "entity_type", "tenant, type, entity", Bind, "on conflict do nothing");
        _find = connection.Prepare("select key, recent, idx, doc from entity where tenant = ? and id = ?");
        _update = connection.Prepare(
            "update entity set version = ?4, next_expiry = ?6, expires = ?7, deleted = ?8, recent = ?9, idx = ?10, doc = ?11 where key = ?1");
        // Where no column changes that an index holds: SQLite then looks at none of them.
        _updateContent = connection.Prepare("update entity set version = ?4, recent = ?9, idx = ?10, doc = ?11 where key = ?1");
        _updateNames = connection.Prepare("update entity set recent = ? where key = ?");
        _removeType = connection.Prepare("delete from entity_type where tenant = ? and type = ? and entity = ?");
        _next = (connection.Number("select max(key) from entity") ?? 0) + 1;
    }

    /// <summary>Loads an entity as it is stored, also the remains of a deleted one.</summary>
    public EntityRow Load(TenantId tenant, long tenantNumber, EntityId id)
    {
        if (tenantNumber == 0)
            return new EntityRow(tenant, id);
        try
        {
            _find.Bind(1, tenantNumber);
            _find.BindText(2, id.Value);
            if (!_find.Step())
                return new EntityRow(tenant, id);
            return new EntityRow(tenant, id)
            {
                Key = _find.Long(0),
                Recent = RecentHistory.Decode(_find.Blob(1)),
                Stored = EntityDecoder.Decode(id, _find.Blob(3), _find.Blob(2), _names),
            };
        }
        finally
        {
            _find.Reset();
        }
    }

    /// <summary>The key for a row that is yet to be written.</summary>
    public long NewKey() => _next++;

    /// <summary>Writes the row and its types, at the latest with <see cref="Flush"/>.</summary>
    /// <param name="row">The row with what the entity has become.</param>
    /// <param name="tenant">The tenant's number.</param>
    /// <param name="stored">The bytes of it.</param>
    public void Write(EntityRow row, long tenant, in StoredEntity stored)
    {
        if (row.Stored is null)
            _insert.Add((row, tenant, stored));
        else
            Update(row, in stored);
        var entity = row.Current!;
        Types(row.Stored is { IsDeleted: false } ? row.Stored : null, entity.IsDeleted ? null : entity, row.Key, tenant);
    }

    /// <summary>Writes what a row names of the entity's history, and nothing else.</summary>
    public void WriteNames(EntityRow row)
    {
        using var names = PooledBuffer.Rent();
        row.Recent.Encode(names);
        _updateNames.BindBlob(1, names.Written);
        _updateNames.Bind(2, row.Key);
        _updateNames.Run();
    }

    /// <summary>Writes the rows that wait.</summary>
    public void Flush()
    {
        _insert.Flush();
        _addType.Flush();
    }

    /// <summary>Forgets the rows that wait.</summary>
    public void Forget()
    {
        _insert.Forget();
        _addType.Forget();
    }

    private static void Bind(Statement statement, int before, in (EntityRow Row, long Tenant, StoredEntity Stored) row)
    {
        statement.Bind(before + 1, row.Row.Key);
        statement.Bind(before + 2, row.Tenant);
        statement.BindText(before + 3, row.Row.Id.Value);
        statement.Bind(before + 4, row.Row.Version);
        statement.Bind(before + 5, Random.Shared.NextInt64(long.MinValue, long.MaxValue));
        BindTimes(statement, before, row.Row.Current!);
        BindContent(statement, before, row.Row.Recent, in row.Stored);
    }

    private static void Bind(Statement statement, int before, in (long Tenant, long Type, long Entity) row)
    {
        statement.Bind(before + 1, row.Tenant);
        statement.Bind(before + 2, row.Type);
        statement.Bind(before + 3, row.Entity);
    }

    private static void BindTimes(Statement statement, int before, Entity entity)
    {
        statement.BindOrNull(before + 6, entity.IsDeleted ? Instant.None.Micros : entity.NextExpiry.Micros);
        statement.BindOrNull(before + 7, entity.IsDeleted ? Instant.None.Micros : entity.ExpiresAt.Micros);
        statement.BindOrNull(before + 8, entity.DeletedAt.Micros);
    }

    private static void BindContent(Statement statement, int before, RecentHistory recent, in StoredEntity stored)
    {
        using var names = PooledBuffer.Rent();
        recent.Encode(names);
        statement.BindBlob(before + 9, names.Written);
        statement.BindBlob(before + 10, stored.Index);
        statement.BindBlob(before + 11, stored.Document);
    }

    private static bool NeverEnds(Entity entity) => !entity.IsDeleted && entity.NextExpiry.IsNone;

    private void Update(EntityRow row, in StoredEntity stored)
    {
        var entity = row.Current!;
        var onlyContent = NeverEnds(row.Stored!) && NeverEnds(entity);
        var statement = onlyContent ? _updateContent : _update;
        statement.Bind(1, row.Key);
        statement.Bind(4, row.Version);
        if (!onlyContent)
            BindTimes(statement, 0, entity);
        BindContent(statement, 0, row.Recent, in stored);
        statement.Run();
    }

    private void Types(Entity? before, Entity? after, long key, long tenant)
    {
        foreach (var change in new TypeChanges(before, after))
        {
            if (!change.Is)
                Remove(tenant, _names.NumberOf(change.Type), key);
            else if (!change.Was)
                _addType.Add((tenant, _names.NumberOf(change.Type), key));
        }
    }

    private void Remove(long tenant, long type, long key)
    {
        Bind(_removeType, 0, (tenant, type, key));
        _removeType.Run();
    }
}

using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The rows of entities and of their types, for the writer.</summary>
internal sealed class EntityTable(Connection connection, NameTable names)
{
    private readonly Statement _find = connection.Prepare("select key, idx, doc from entity where tenant = ? and id = ?");

    private readonly Statement _insert = connection.Prepare(
        "insert into entity (key, tenant, id, version, lot, next_expiry, expires, deleted, idx, doc) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

    private readonly Statement _update = connection.Prepare(
        "update entity set version = ?4, next_expiry = ?6, expires = ?7, deleted = ?8, idx = ?9, doc = ?10 where key = ?1");

    // Where no column changes that an index holds: SQLite then looks at none of them.
    private readonly Statement _updateContent = connection.Prepare("update entity set version = ?4, idx = ?9, doc = ?10 where key = ?1");

    private readonly Statement _addType = connection.Prepare("insert into entity_type (tenant, type, entity) values (?, ?, ?) on conflict do nothing");
    private readonly Statement _removeType = connection.Prepare("delete from entity_type where tenant = ? and type = ? and entity = ?");
    private long _next = (connection.Number("select max(key) from entity") ?? 0) + 1;

    /// <summary>Loads an entity as it is stored, also the remains of a deleted one.</summary>
    public EntityRow Load(TenantId tenant, long tenantNumber, EntityId id)
    {
        if (tenantNumber == 0)
            return new EntityRow(tenant, id);
        try
        {
            _find.Bind(1, tenantNumber);
            _find.BindText(2, id.Value);
            return _find.Step()
                ? new EntityRow(tenant, id) { Key = _find.Long(0), Stored = EntityCodec.Decode(id, _find.Blob(2).ToArray(), _find.Blob(1)) }
                : new EntityRow(tenant, id);
        }
        finally
        {
            _find.Reset();
        }
    }

    /// <summary>The key for a row that is yet to be written.</summary>
    public long NewKey() => _next++;

    /// <summary>Writes the row and its types.</summary>
    /// <param name="row">The row with what the entity has become.</param>
    /// <param name="tenant">The tenant's number.</param>
    /// <param name="index">The encoded index of it.</param>
    public void Write(EntityRow row, long tenant, ReadOnlySpan<byte> index)
    {
        var entity = row.Current!;
        var statement = row.Stored is null ? _insert : NeverEnds(row.Stored) && NeverEnds(entity) ? _updateContent : _update;
        statement.Bind(1, row.Key);
        if (row.Stored is null)
        {
            statement.Bind(2, tenant);
            statement.BindText(3, row.Id.Value);
            statement.Bind(5, Random.Shared.NextInt64(long.MinValue, long.MaxValue));
        }
        statement.Bind(4, row.Version);
        if (statement != _updateContent)
        {
            statement.BindOrNull(6, entity.IsDeleted ? Instant.None.Micros : entity.NextExpiry.Micros);
            statement.BindOrNull(7, entity.IsDeleted ? Instant.None.Micros : entity.ExpiresAt.Micros);
            statement.BindOrNull(8, entity.DeletedAt.Micros);
        }
        statement.BindBlob(9, index);
        statement.BindText(10, entity.Document);
        statement.Run();
        Types(row.Stored is { IsDeleted: false } ? row.Stored : null, entity.IsDeleted ? null : entity, row.Key, tenant);
    }

    private static bool NeverEnds(Entity entity) => !entity.IsDeleted && entity.NextExpiry.IsNone;

    private void Types(Entity? before, Entity? after, long key, long tenant)
    {
        for (var i = 0; before is not null && i < before.TypeCount; i++)
        {
            if (after is null || !after.HasType(before.TypeAt(i)))
                Run(_removeType, before.TypeAt(i), key, tenant);
        }
        for (var i = 0; after is not null && i < after.TypeCount; i++)
        {
            if (before is null || !before.HasType(after.TypeAt(i)))
                Run(_addType, after.TypeAt(i), key, tenant);
        }
    }

    private void Run(Statement statement, ReadOnlySpan<byte> type, long key, long tenant)
    {
        statement.Bind(1, tenant);
        statement.Bind(2, names.NumberOf(type));
        statement.Bind(3, key);
        statement.Run();
    }
}

using Npgsql;
using NpgsqlTypes;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>One transaction of a writer, in two round trips: begin and load with locks, then write and commit.</summary>
/// <remarks>
/// 1 the rows of all entities are loaded and locked, in the order of their keys; then numbers for keys and log are drawn, so that per
///   entity the order of the log is that of the commits
/// 2 intents are applied in memory, each sees what those before it made
/// 3 entities are written, each once; history and change records for each change
/// </remarks>
/// <param name="connection">Writes.</param>
/// <param name="names">Numbers for names.</param>
/// <param name="tenants">Numbers for tenants; a new one comes into being with the first change of it.</param>
/// <param name="indexes">The indexes that are kept with what is written.</param>
internal sealed class Transaction(NpgsqlConnection connection, NameTable names, KnownTenants tenants, KnownIndexes indexes) : IWriteTransaction
{
    private readonly Dictionary<(TenantId Tenant, EntityId Id), WrittenEntity> _rows = [];
    private readonly List<(WrittenEntity Row, Change Change)> _changes = [];
    private readonly EntityBatch _entities = new();
    private readonly TypeBatch _types = new(names);
    private readonly HistoryBatch _history = new(names);
    private IndexBatch _indexes = new(indexes.Current);
    private readonly ChangeBatch _log = new();
    private readonly List<(TenantId Tenant, long Number)> _newTenants = [];
    private long _nextKey;
    private long _nextVersion;

    /// <summary>The position of the last record that was written; 0 for none.</summary>
    public long Head { get; private set; }

    /// <summary>Whether a tenant came into being by it.</summary>
    public bool HasNewTenants => _newTenants.Count > 0;

    /// <inheritdoc/>
    public long Fence { get; private set; }

    /// <summary>Begins, and loads the entities that will be asked for.</summary>
    public void Begin(IEnumerable<(TenantId Tenant, EntityId Id)> subjects)
    {
        foreach (var subject in subjects)
            _rows.TryAdd(subject, null!);
        var wanted = _rows.Keys.Where(subject => tenants.Find(subject.Tenant) != 0).ToArray();
        using var batch = new NpgsqlBatch(connection);
        var numbers = wanted.Select(subject => tenants.Find(subject.Tenant)).ToArray();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("begin"));
        batch.BatchCommands.Add(Loading(wanted, numbers));
        // A transaction has to have its number before it draws others: readers of the log stop before the oldest that runs. And before it
        // looks whether there is a new index: who makes one waits for those that began before. The fence does not rise any more when it is looked at.
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            $"select pg_current_xact_id()::text, nextval('entity_key'), nextval('change_seq'), nextval('history_seq'), {Documents.BehindFence}"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"select {KnownIndexes.Version}, {Documents.Fence}"));
        var current = indexes.Current;
        if (Loaded(batch, wanted) != current.Version)
        {
            current = indexes.Load(connection);
            TenantTable.Load(connection, tenants);
            // What was found of a tenant that was deleted meanwhile is nobody's.
            for (var i = 0; i < wanted.Length; i++)
            {
                if (tenants.Find(wanted[i].Tenant) != numbers[i])
                    _rows[wanted[i]] = null!;
            }
        }
        _indexes = new IndexBatch(current);
    }

    /// <inheritdoc/>
    public WrittenEntity Load(TenantId tenant, EntityId id) => _rows[(tenant, id)] ??= new WrittenEntity(tenant, id);

    /// <inheritdoc/>
    public void Add(WrittenEntity row, Change change)
    {
        row.Take(change);
        _changes.Add((row, change));
    }

    /// <summary>Writes an entity as it is, with rows of history, without a record in the log: for restoring.</summary>
    public void Restore(RestoredEntity item)
    {
        var row = Load(item.Tenant, item.Entity.Id);
        var tenant = TenantNumber(row.Tenant);
        if (row.Key == 0)
            row.Key = _nextKey++;
        row.Version = _nextVersion++;
        row.Become(item.Entity);
        foreach (var kept in item.History)
            _history.Add(tenant, row.Key, row.Stored is null, Restoring.EditOf(kept));
        Write(row, tenant, EntityEncoder.Encode(item.Entity, names));
    }

    /// <summary>Makes the rows of what was added; nothing is sent yet, but new tenants.</summary>
    public void Write()
    {
        foreach (var (row, change) in _changes)
            Write(row, change);
    }

    /// <summary>Sends all rows and commits: it is durable when this returns.</summary>
    public void Commit()
    {
        using var batch = new NpgsqlBatch(connection);
        _entities.Write(batch);
        _types.Write(batch);
        _indexes.Write(batch);
        _history.Write(batch);
        _log.Write(batch);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));
        batch.ExecuteNonQuery();
        if (_changes.Count > 0)
            Head = _changes[^1].Row.Version;
        if (HasNewTenants)
            tenants.Know(_newTenants.Select(added => (added.Tenant.Value, added.Number)));
    }

    private void Write(WrittenEntity row, Change change)
    {
        var tenant = TenantNumber(row.Tenant);
        if (row.Key == 0)
            row.Key = _nextKey++;
        row.Version = _nextVersion++;
        foreach (ref readonly var edit in change.History.AsSpan())
            _history.Add(tenant, row.Key, row.Stored is null, in edit);
        var after = EntityEncoder.Encode(change.After!, names);
        StoredEntity? previous = change.Previous is null ? null : EntityEncoder.Encode(change.Previous, names);
        _log.Add(row.Version, tenant, row.Key, change, after, previous);
        // What the group has made of the entity in the end is written once.
        if (ReferenceEquals(row.Last, change))
            Write(row, tenant, after);
    }

    private void Write(WrittenEntity row, int tenant, StoredEntity stored)
    {
        var entity = row.Current!;
        _entities.Add(row, tenant, stored);
        var before = row.Stored is { IsDeleted: false } ? row.Stored : null;
        var after = entity.IsDeleted ? null : entity;
        _types.Add(tenant, row.Key, before, after);
        _indexes.Add(tenant, row.Key, before, after);
    }

    /// <summary>Reads what a transaction begins with, the fence too; returns the version of the indexes.</summary>
    private long Loaded(NpgsqlBatch batch, (TenantId Tenant, EntityId Id)[] wanted)
    {
        using var rows = batch.ExecuteReader();
        while (rows.Read())
        {
            var (tenant, id) = wanted[rows.GetInt32(0) - 1];
            _rows[(tenant, id)] = new WrittenEntity(tenant, id)
            {
                Key = rows.GetInt64(1),
                Stored = EntityDecoder.Decode(id, rows.GetFieldValue<byte[]>(3), rows.GetFieldValue<byte[]>(2), names),
            };
        }
        rows.NextResult();
        rows.Read();
        _nextKey = rows.GetInt64(1);
        _nextVersion = rows.GetInt64(2);
        _history.Next = rows.GetInt64(3);
        rows.NextResult();
        rows.Read();
        Fence = rows.GetInt64(1);
        return rows.GetInt64(0);
    }

    private int TenantNumber(TenantId tenant)
    {
        var known = tenants.Find(tenant);
        if (known == 0)
            known = _newTenants.Find(added => added.Tenant == tenant).Number;
        if (known != 0)
            return (int)known;
        using var command = new NpgsqlCommand(TenantTable.Insert, connection);
        command.Parameters.Add(NpgsqlDbType.Text, tenant.Value);
        var number = (int)command.ExecuteScalar()!;
        _newTenants.Add((tenant, number));
        return number;
    }

    private static NpgsqlBatchCommand Loading((TenantId Tenant, EntityId Id)[] wanted, long[] tenants)
    {
        var command = new NpgsqlBatchCommand(
            """
            select w.n::integer, e.key, e.idx, e.doc
            from unnest($1, $2) with ordinality as w (tenant, hash, n) join entity e on e.tenant = w.tenant and e.hash = w.hash
            order by e.tenant, e.key for update of e
            """);
        command.Parameters
            .AddColumn(NpgsqlDbType.Integer, tenants.Select(number => (int)number).ToList())
            .AddColumn(NpgsqlDbType.Uuid, wanted.Select(subject => Hash.Of(subject.Id.Value)).ToList());
        return command;
    }
}

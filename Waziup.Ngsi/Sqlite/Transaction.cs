using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The write connection with its statements, and what the running group has made so far.</summary>
/// <remarks>
/// 1 intents are applied, each sees what those before it made       3 entities are written, each once, with their last change
/// 2 history and change records are written, for each change        4 commit; the flush of the log is for whoever called
/// </remarks>
internal sealed class Transaction : IWriteTransaction, IDisposable
{
    private readonly Fence _fence;
    private readonly TenantTable _tenants;
    private readonly NameTable _names;
    private readonly EntityTable _entities;
    private readonly HistoryTable _history;
    private readonly IndexTable _indexes;
    private readonly HistoryLimits _limits;
    private readonly TenantRemoval _removal;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Dictionary<(TenantId Tenant, EntityId Id), EntityRow> _rows = [];
    private readonly List<(EntityRow Row, Change Change)> _changes = [];

    public Transaction(Connection connection, KnownTenants tenants, Fence fence)
    {
        Connection = connection;
        _fence = fence;
        _tenants = new TenantTable(connection, tenants);
        _names = new NameTable(connection);
        _entities = new EntityTable(connection, _names);
        _history = new HistoryTable(connection, _names);
        _indexes = new IndexTable(connection, _names);
        _limits = new HistoryLimits(connection);
        _removal = new TenantRemoval(connection);
        Changes = new ChangeTable(connection);
        Documents = new DocumentTable(connection);
        Cursors = new CursorTable(connection);
        _begin = connection.Prepare("begin immediate");
        _commit = connection.Prepare("commit");
        _rollback = connection.Prepare("rollback");
        Head = Changes.Newest();
        Log = LogFile.Of(connection);
    }

    public Connection Connection { get; }

    /// <summary>The log, where a commit leaves its flush to somebody else; null where it does not.</summary>
    public LogFile? Log { get; }

    /// <summary>The position of the newest record that was committed.</summary>
    public long Head { get; private set; }

    public ChangeTable Changes { get; }

    public IndexTable Indexes => _indexes;

    public DocumentTable Documents { get; }

    public CursorTable Cursors { get; }

    /// <inheritdoc/>
    public long Fence => _fence.Height;

    public void Begin()
    {
        _begin.Run();
        _indexes.Begin();
    }

    /// <summary>The entity as the next write to it has to see it.</summary>
    public WrittenEntity Load(TenantId tenant, EntityId id)
    {
        if (_rows.TryGetValue((tenant, id), out var row))
            return row;
        row = _entities.Load(tenant, _tenants.Find(tenant), id);
        _rows.Add((tenant, id), row);
        return row;
    }

    /// <summary>Takes a change over; it is written with the group.</summary>
    public void Add(WrittenEntity row, Change change)
    {
        row.Take(change);
        _changes.Add(((EntityRow)row, change));
    }

    /// <summary>The number of a tenant, which comes into being where it is new.</summary>
    public long TenantNumber(TenantId tenant) => _tenants.FindOrAdd(tenant);

    /// <summary>Makes a tenant a deleted one; answers whether there was one.</summary>
    public bool DropTenant(TenantId tenant) => _tenants.Drop(tenant);

    /// <summary>Takes some rows of deleted tenants away; answers whether there is more to do.</summary>
    public bool RemoveDropped()
    {
        // The newest rows and records may be among them: no number comes twice.
        _history.Remember();
        Changes.Remember();
        var more = _removal.Run();
        _indexes.Forgotten();
        return more;
    }

    /// <summary>Writes what was added.</summary>
    public void Write()
    {
        for (var i = 0; i < _changes.Count; i++)
        {
            var (row, change) = _changes[i];
            if (row.Key == 0)
                row.Key = _entities.NewKey();
            row.Version = Changes.Next();
            foreach (ref readonly var edit in change.History.AsSpan())
                _history.Write(row, in edit);
            var after = EntityEncoder.Encode(change.After!, _names);
            StoredEntity? previous = change.Previous is null ? null : EntityEncoder.Encode(change.Previous, _names);
            var tenant = TenantNumber(row.Tenant);
            // What the group has made of the entity in the end: written once, with the bytes that are there already.
            var isLast = ReferenceEquals(row.Last, change);
            var logged = isLast && row.Stored is null && IsAsCreated(change.After!) ? StoredEntity.Elsewhere : after;
            Changes.Write(new ChangeRow(row.Version, tenant, row.Key, change, logged, previous, Closes: i == _changes.Count - 1));
            if (!isLast)
                continue;
            if (row.Stored is { } stored && IsAsCreated(stored))
                Changes.Complete(row.Key);
            WriteEntity(row, tenant, in after);
        }
        _history.Flush();
        Changes.Flush();
        _entities.Flush();
    }

    /// <summary>Commits everything; it is durable when the log was flushed after this.</summary>
    public void Commit()
    {
        if (Log is null)
            _commit.Run();
        else
            Log.LeaveFlush(_commit);
        _names.Committed();
        _indexes.Committed();
        _tenants.Committed();
        if (_changes.Count > 0)
            Head = _changes[^1].Row.Version;
        Forget();
    }

    /// <summary>Undoes everything since <see cref="Begin"/>; never fails.</summary>
    public void Rollback()
    {
        try
        {
            if (Connection.InTransaction)
                _rollback.Run();
        }
        catch (SqliteFailure)
        {
            // SQLite has rolled back by itself, or does when the connection is closed.
        }
        _names.RolledBack();
        _tenants.RolledBack();
        Forget();
    }

    /// <summary>Writes an entity as it is, with rows of history, without a record in the log: for restoring.</summary>
    public void Restore(RestoredEntity item)
    {
        var tenant = TenantNumber(item.Tenant);
        var row = _entities.Load(item.Tenant, tenant, item.Entity.Id);
        if (row.Key == 0)
            row.Key = _entities.NewKey();
        row.Version = Changes.Next();
        row.Become(item.Entity);
        foreach (var kept in item.History)
            _history.Write(row, Restoring.EditOf(kept));
        WriteEntity(row, tenant, EntityEncoder.Encode(item.Entity, _names));
        // Another item may be the same entity.
        _entities.Flush();
    }

    /// <summary>Takes away what of the histories of some entities exceeds a limit.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="after">The key after which to go on.</param>
    /// <returns>The key after which to go on, 0 at the end; and how many rows went.</returns>
    public (long Position, long Rows) Forget(TenantId tenant, HistoryLimit limit, long after)
    {
        var (ids, position) = _limits.Exceeding(_tenants.Find(tenant), limit, after);
        var gone = 0L;
        foreach (var id in ids)
        {
            var row = (EntityRow)Load(tenant, id);
            if (limit.Type is not null && !row.Stored!.HasType(limit.Type.Utf8))
                continue;
            gone += _history.Forget(row, limit);
            _entities.WriteNames(row);
        }
        return (position, gone);
    }

    public void Dispose() => Connection.Dispose();

    private void WriteEntity(EntityRow row, long tenant, in StoredEntity stored)
    {
        _entities.Write(row, tenant, in stored);
        _indexes.Write(tenant, row.Key, Present(row.Stored), Present(row.Current));
    }

    private static Entity? Present(Entity? entity) => entity is { IsDeleted: false } ? entity : null;

    // Its record may then leave the bytes to the entity's row.
    private static bool IsAsCreated(Entity entity) => entity.ModifiedAt == entity.CreatedAt;

    private void Forget()
    {
        _rows.Clear();
        _changes.Clear();
        _history.Forget();
        Changes.Forget();
        _entities.Forget();
    }
}

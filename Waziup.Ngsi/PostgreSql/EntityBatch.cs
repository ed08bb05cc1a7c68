using Npgsql;
using NpgsqlTypes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>The rows of entities that a group writes: new ones, and changed ones.</summary>
internal sealed class EntityBatch
{
    private const string Columns = "tenant, key, version, next_expiry, expires, deleted, idx, doc";
    private const string NewColumns = Columns + ", hash, id, lot";

    // In the order of the key that two nodes may both want to write: so none waits for the other in a circle.
    private static readonly string Insert = $"insert into entity ({NewColumns}) select * from ({Unnested.Rows(NewColumns)}) u order by u.tenant, u.hash";

    private static readonly string Update =
        $"""
        update entity e set version = u.version, next_expiry = u.next_expiry, expires = u.expires, deleted = u.deleted, idx = u.idx, doc = u.doc
        from ({Unnested.Rows(Columns)}) u where e.tenant = u.tenant and e.key = u.key
        """;

    private readonly Rows _new = new();
    private readonly Rows _changed = new();
    private readonly List<Guid> _hashes = [];
    private readonly List<string> _ids = [];
    private readonly List<long> _lots = [];

    public void Add(WrittenEntity row, int tenant, StoredEntity stored)
    {
        if (row.Stored is not null)
        {
            _changed.Add(row, tenant, stored);
            return;
        }
        _new.Add(row, tenant, stored);
        _hashes.Add(Hash.Of(row.Id.Value));
        _ids.Add(row.Id.Value);
        _lots.Add(Random.Shared.NextInt64(long.MinValue, long.MaxValue));
    }

    /// <summary>Appends the statements.</summary>
    public void Write(NpgsqlBatch batch)
    {
        if (_new.Count > 0)
        {
            var command = new NpgsqlBatchCommand(Insert);
            _new.Bind(command.Parameters).AddColumn(NpgsqlDbType.Uuid, _hashes).AddColumn(NpgsqlDbType.Text, _ids).AddColumn(NpgsqlDbType.Bigint, _lots);
            batch.BatchCommands.Add(command);
        }
        if (_changed.Count > 0)
        {
            var command = new NpgsqlBatchCommand(Update);
            _changed.Bind(command.Parameters);
            batch.BatchCommands.Add(command);
        }
    }

    /// <summary>The columns that new and changed rows have in common.</summary>
    private sealed class Rows
    {
        private readonly List<int> _tenants = [];
        private readonly List<long> _keys = [];
        private readonly List<long> _versions = [];
        private readonly List<long?> _nextExpiries = [];
        private readonly List<long?> _expires = [];
        private readonly List<long?> _deleted = [];
        private readonly List<byte[]> _indexes = [];
        private readonly List<byte[]> _documents = [];

        public int Count => _keys.Count;

        public void Add(WrittenEntity row, int tenant, StoredEntity stored)
        {
            var entity = row.Current!;
            _tenants.Add(tenant);
            _keys.Add(row.Key);
            _versions.Add(row.Version);
            _nextExpiries.Add(entity.IsDeleted ? null : entity.NextExpiry.OrNull());
            _expires.Add(entity.IsDeleted ? null : entity.ExpiresAt.OrNull());
            _deleted.Add(entity.DeletedAt.OrNull());
            _indexes.Add(stored.Index);
            _documents.Add(stored.Document);
        }

        public NpgsqlParameterCollection Bind(NpgsqlParameterCollection parameters) => parameters
            .AddColumn(NpgsqlDbType.Integer, _tenants).AddColumn(NpgsqlDbType.Bigint, _keys).AddColumn(NpgsqlDbType.Bigint, _versions)
            .AddColumn(NpgsqlDbType.Bigint, _nextExpiries).AddColumn(NpgsqlDbType.Bigint, _expires).AddColumn(NpgsqlDbType.Bigint, _deleted)
            .AddColumn(NpgsqlDbType.Bytea, _indexes).AddColumn(NpgsqlDbType.Bytea, _documents);
    }
}

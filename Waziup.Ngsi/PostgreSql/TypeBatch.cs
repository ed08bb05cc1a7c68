using Npgsql;
using NpgsqlTypes;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>The rows that say which types entities have, as a group changes them.</summary>
internal sealed class TypeBatch(NameTable names)
{
    private const string Columns = "tenant, type, entity";

    private static readonly string Insert = $"insert into entity_type ({Columns}) {Unnested.Rows(Columns)}";

    private static readonly string Delete =
        $"delete from entity_type t using ({Unnested.Rows(Columns)}) u where t.tenant = u.tenant and t.type = u.type and t.entity = u.entity";

    private readonly Rows _new = new();
    private readonly Rows _gone = new();

    /// <summary>What changes between two states of an entity; null is one that is not there.</summary>
    public void Add(int tenant, long key, Entity? before, Entity? after)
    {
        foreach (var change in new TypeChanges(before, after))
        {
            if (change.Was != change.Is)
                (change.Is ? _new : _gone).Add(tenant, (int)names.NumberOf(change.Type), key);
        }
    }

    /// <summary>Appends the statements.</summary>
    public void Write(NpgsqlBatch batch)
    {
        _gone.Write(batch, Delete);
        _new.Write(batch, Insert);
    }

    private sealed class Rows
    {
        private readonly List<int> _tenants = [];
        private readonly List<int> _types = [];
        private readonly List<long> _entities = [];

        public void Add(int tenant, int type, long entity)
        {
            _tenants.Add(tenant);
            _types.Add(type);
            _entities.Add(entity);
        }

        public void Write(NpgsqlBatch batch, string sql)
        {
            if (_types.Count == 0)
                return;
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.AddColumn(NpgsqlDbType.Integer, _tenants).AddColumn(NpgsqlDbType.Integer, _types).AddColumn(NpgsqlDbType.Bigint, _entities);
            batch.BatchCommands.Add(command);
        }
    }
}

using Npgsql;
using NpgsqlTypes;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query.Indexing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>What a group changes in the indexes.</summary>
internal sealed class IndexBatch(Indexes indexes)
{
    private const string Columns = "tenant, indexed, num, txt, entity";

    private static readonly string InsertValues = $"insert into value ({Columns}) {Unnested.Rows(Columns)} on conflict do nothing";

    private static readonly string DeleteValues =
        $"""
        delete from value v using ({Unnested.Rows(Columns)}) u
        where v.tenant = u.tenant and v.indexed = u.indexed and v.num = u.num and v.txt = u.txt and v.entity = u.entity
        """;

    private readonly Rows _new = new();
    private readonly Rows _gone = new();
    private readonly PlaceRows _places = new();

    /// <summary>What changes between two states of an entity; null is one that is not there.</summary>
    public void Add(int tenant, long key, Entity? before, Entity? after)
    {
        if (indexes.IsEmpty)
            return;
        foreach (var change in new TypeChanges(before, after))
        {
            foreach (var index in indexes.Of(tenant, change.Type))
                Add(index, key, change.Was ? before : null, change.Is ? after : null);
        }
    }

    /// <summary>What changes in one index.</summary>
    public void Add(Index index, long key, Entity? before, Entity? after)
    {
        if (index.Key.IsPlace)
        {
            _places.Add(index, key, before, after);
            return;
        }
        var (gone, added) = IndexedValues.Changes(before, after, index.Key.Attribute.Utf8);
        foreach (var value in gone)
            _gone.Add(index, value, key);
        foreach (var value in added)
            _new.Add(index, value, key);
    }

    /// <summary>Appends the statements.</summary>
    public void Write(NpgsqlBatch batch)
    {
        _gone.Write(batch, DeleteValues);
        _new.Write(batch, InsertValues);
        _places.Write(batch);
    }

    private sealed class Rows
    {
        private readonly List<int> _tenants = [];
        private readonly List<int> _indexes = [];
        private readonly List<double> _numbers = [];
        private readonly List<byte[]> _texts = [];
        private readonly List<long> _entities = [];

        public void Add(Index index, IndexedValue value, long entity)
        {
            _tenants.Add(index.Tenant);
            _indexes.Add(index.Id);
            _numbers.Add(value.Text is null ? value.Number : double.NaN);
            _texts.Add(value.Text ?? []);
            _entities.Add(entity);
        }

        public void Write(NpgsqlBatch batch, string sql)
        {
            if (_entities.Count == 0)
                return;
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.AddColumn(NpgsqlDbType.Integer, _tenants).AddColumn(NpgsqlDbType.Integer, _indexes)
                .AddColumn(NpgsqlDbType.Double, _numbers).AddColumn(NpgsqlDbType.Bytea, _texts).AddColumn(NpgsqlDbType.Bigint, _entities);
            batch.BatchCommands.Add(command);
        }
    }
}

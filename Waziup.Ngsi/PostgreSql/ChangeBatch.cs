using Npgsql;
using NpgsqlTypes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>The records that a group appends to the change log. The last one carries the fingerprint of the commit.</summary>
internal sealed class ChangeBatch
{
    private const string Columns = "seq, tenant, entity, kind, cause, at, fingerprint, idx, doc, before_idx, before_doc";

    private static readonly string Insert = $"insert into change ({Columns}) {Unnested.Rows(Columns)}";

    private readonly List<long> _sequences = [];
    private readonly List<int> _tenants = [];
    private readonly List<long> _entities = [];
    private readonly List<short> _kinds = [];
    private readonly List<short> _causes = [];
    private readonly List<long> _stamps = [];
    private readonly List<byte[]> _indexes = [];
    private readonly List<byte[]> _documents = [];
    private readonly List<byte[]?> _indexesBefore = [];
    private readonly List<byte[]?> _documentsBefore = [];

    public void Add(long sequence, int tenant, long entity, Change change, StoredEntity after, StoredEntity? previous)
    {
        _sequences.Add(sequence);
        _tenants.Add(tenant);
        _entities.Add(entity);
        _kinds.Add((short)change.Kind);
        _causes.Add((short)change.Cause);
        _stamps.Add(change.Stamp.Micros);
        _indexes.Add(after.Index);
        _documents.Add(after.Document);
        _indexesBefore.Add(previous?.Index);
        _documentsBefore.Add(previous?.Document);
    }

    /// <summary>Appends the statement.</summary>
    public void Write(NpgsqlBatch batch)
    {
        if (_sequences.Count == 0)
            return;
        var fingerprints = new List<long?>(new long?[_sequences.Count]) { [^1] = Random.Shared.NextInt64(uint.MaxValue) };
        var command = new NpgsqlBatchCommand(Insert);
        command.Parameters.AddColumn(NpgsqlDbType.Bigint, _sequences).AddColumn(NpgsqlDbType.Integer, _tenants).AddColumn(NpgsqlDbType.Bigint, _entities)
            .AddColumn(NpgsqlDbType.Smallint, _kinds).AddColumn(NpgsqlDbType.Smallint, _causes).AddColumn(NpgsqlDbType.Bigint, _stamps)
            .AddColumn(NpgsqlDbType.Bigint, fingerprints).AddColumn(NpgsqlDbType.Bytea, _indexes).AddColumn(NpgsqlDbType.Bytea, _documents)
            .AddColumn(NpgsqlDbType.Bytea, _indexesBefore).AddColumn(NpgsqlDbType.Bytea, _documentsBefore);
        batch.BatchCommands.Add(command);
    }
}

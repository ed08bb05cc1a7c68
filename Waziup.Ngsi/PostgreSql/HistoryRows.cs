using Npgsql;
using NpgsqlTypes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Rows of the history that one statement writes. A row that is there already is replaced, unless it was written later.</summary>
internal sealed class HistoryRows
{
    private const string Columns = "tenant, entity, at, attr, dataset, seq, modified, created, kind, num, instance, body";

    private static readonly string Insert = $"insert into history as h ({Columns}) {Unnested.Rows(Columns)}";

    private const string OnConflict =
        """
         on conflict (tenant, entity, at, attr, dataset) do update set
            seq = excluded.seq, modified = excluded.modified, created = coalesce(excluded.created, h.created, h.modified), kind = excluded.kind,
            num = excluded.num, instance = coalesce(excluded.instance, h.instance), body = excluded.body, origin = null
        where h.modified <= excluded.modified and coalesce(h.created, h.modified) >= $13
        """;

    private readonly HashSet<(int Tenant, long Entity, Instant At, int Attribute, int Dataset)> _keys = [];
    private readonly List<int> _tenants = [];
    private readonly List<long> _entities = [];
    private readonly List<long> _times = [];
    private readonly List<int> _attributes = [];
    private readonly List<int> _datasets = [];
    private readonly List<long> _sequences = [];
    private readonly List<long> _modified = [];
    private readonly List<long?> _created = [];
    private readonly List<short> _kinds = [];
    private readonly List<double?> _numbers = [];
    private readonly List<byte[]?> _instances = [];
    private readonly List<byte[]?> _bodies = [];
    private Instant _since;

    public int Count => _keys.Count;

    /// <summary>Whose they are.</summary>
    public IReadOnlyList<long> Entities => _entities;

    /// <summary>Takes a row; false where another statement has to.</summary>
    public bool TryAdd(int tenant, long entity, int attribute, int dataset, long sequence, in HistoryEdit edit)
    {
        if (Count > 0 && edit.Since != _since)
            return false;
        if (!_keys.Add((tenant, entity, edit.At, attribute, dataset)))
            return false;
        _since = edit.Since;
        _tenants.Add(tenant);
        _entities.Add(entity);
        _times.Add(edit.At.Micros);
        _attributes.Add(attribute);
        _datasets.Add(dataset);
        _sequences.Add(sequence);
        _modified.Add(edit.Stamp.Micros);
        _created.Add(edit.CreatedAt.OrNull());
        _kinds.Add((short)HistoryKind.Of(in edit));
        _numbers.Add(double.IsNaN(edit.Number) ? null : edit.Number);
        _instances.Add(edit.InstanceId.IsEmpty ? null : edit.InstanceId.ToArray());
        _bodies.Add(edit.Body.IsEmpty ? null : edit.Body.ToArray());
        return true;
    }

    /// <param name="mayBeThere">Whether some of them may be there already; of new entities none is, and asking takes as long as writing.</param>
    public NpgsqlBatchCommand Command(bool mayBeThere)
    {
        var command = new NpgsqlBatchCommand(mayBeThere ? Insert + OnConflict : Insert);
        command.Parameters
            .AddColumn(NpgsqlDbType.Integer, _tenants).AddColumn(NpgsqlDbType.Bigint, _entities).AddColumn(NpgsqlDbType.Bigint, _times)
            .AddColumn(NpgsqlDbType.Integer, _attributes).AddColumn(NpgsqlDbType.Integer, _datasets).AddColumn(NpgsqlDbType.Bigint, _sequences)
            .AddColumn(NpgsqlDbType.Bigint, _modified).AddColumn(NpgsqlDbType.Bigint, _created).AddColumn(NpgsqlDbType.Smallint, _kinds)
            .AddColumn(NpgsqlDbType.Double, _numbers).AddColumn(NpgsqlDbType.Bytea, _instances).AddColumn(NpgsqlDbType.Bytea, _bodies);
        if (mayBeThere)
            command.Parameters.Add(NpgsqlDbType.Bigint, _since.Micros);
        return command;
    }
}

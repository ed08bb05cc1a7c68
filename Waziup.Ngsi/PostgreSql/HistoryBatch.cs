using Npgsql;
using NpgsqlTypes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>What a group does to the history, in its order: rows that come together, and removals between them.</summary>
internal sealed class HistoryBatch(NameTable names)
{
    private readonly List<NpgsqlBatchCommand> _commands = [];
    // New entities of which rows stand in a statement already: another one may meet them.
    private readonly HashSet<long> _known = [];
    private HistoryRows _fresh = new();
    private HistoryRows _rows = new();

    /// <summary>The number of the next row.</summary>
    public long Next { get; set; }

    /// <summary>Takes an edit of an entity's history.</summary>
    /// <param name="tenant">The tenant's number.</param>
    /// <param name="entity">The entity's key.</param>
    /// <param name="isNew">Whether the entity comes into being with this transaction.</param>
    /// <param name="edit">The edit.</param>
    public void Add(int tenant, long entity, bool isNew, in HistoryEdit edit)
    {
        var attribute = (int)names.NumberOf(edit.Name.Span);
        var dataset = (int)names.NumberOf(edit.Dataset.Span);
        if (edit.Kind is HistoryEditKind.Put or HistoryEditKind.Deletion)
        {
            // A statement changes no row twice.
            if (!(isNew && !_known.Contains(entity) ? _fresh : _rows).TryAdd(tenant, entity, attribute, dataset, Next++, in edit))
            {
                Close();
                _rows.TryAdd(tenant, entity, attribute, dataset, Next++, in edit);
            }
            return;
        }
        Close();
        _commands.Add(Removal(tenant, entity, attribute, dataset, in edit));
    }

    /// <summary>Appends the statements.</summary>
    public void Write(NpgsqlBatch batch)
    {
        Close();
        foreach (var command in _commands)
            batch.BatchCommands.Add(command);
    }

    private void Close()
    {
        if (_fresh.Count > 0)
            _commands.Add(_fresh.Command(mayBeThere: false));
        _known.UnionWith(_fresh.Entities);
        if (_rows.Count > 0)
            _commands.Add(_rows.Command(mayBeThere: true));
        (_fresh, _rows) = (new HistoryRows(), new HistoryRows());
    }

    private static NpgsqlBatchCommand Removal(int tenant, long entity, int attribute, int dataset, in HistoryEdit edit)
    {
        var which = edit.Kind switch
        {
            HistoryEditKind.RemoveInstance => "attr = $4 and dataset = $5 and at = $6",
            HistoryEditKind.RemoveAttribute => "attr = $4 and dataset = $5",
            HistoryEditKind.RemoveName => "attr = $4",
            _ => "true",
        };
        var command = new NpgsqlBatchCommand(
            $"delete from history where tenant = $1 and entity = $2 and coalesce(created, modified) >= $3 and {which}");
        command.Parameters.Add(NpgsqlDbType.Integer, tenant).Add(NpgsqlDbType.Bigint, entity).Add(NpgsqlDbType.Bigint, edit.Since.Micros)
            .Add(NpgsqlDbType.Integer, attribute).Add(NpgsqlDbType.Integer, dataset).Add(NpgsqlDbType.Bigint, edit.At.Micros);
        return command;
    }
}

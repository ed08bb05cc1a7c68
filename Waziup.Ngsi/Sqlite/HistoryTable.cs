using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The rows of the history and their index, for the writer.</summary>
/// <remarks>
/// A row is named once: by the row of its entity while it is among the newest (<see cref="RecentHistory"/>), else by the index
/// <c>history_key</c>. Who takes a row away takes its name away.
/// </remarks>
internal sealed class HistoryTable
{
    private readonly NameTable _names;
    private readonly ManyRows<(long Sequence, long Entity, HistoryKey Key, HistoryEdit Edit)> _rows;
    private readonly ManyRows<(long Entity, HistoryKey Key, long Sequence)> _index;
    private readonly Statement _find;
    private readonly Statement _replace;
    private readonly Statement _renumber;
    private readonly HistoryRemoval _remove;
    private long _next;

    public HistoryTable(Connection connection, NameTable names)
    {
        _names = names;
        _rows = new(connection, "history", "seq, entity, at, attr, dataset, modified, kind, num, body, created, instance", Bind);
        _index = new(connection, "history_key", "entity, at, attr, dataset, seq", Bind);
        _find = connection.Prepare("select seq from history_key where entity = ?1 and at = ?2 and attr = ?3 and dataset = ?4");
        _replace = connection.Prepare(
            """
            update history set seq = ?1, modified = ?6, kind = ?7, num = ?8, body = ?9, created = coalesce(?10, created, modified),
                instance = coalesce(?11, instance), origin = null
            where seq = ?2 and modified <= ?6 and coalesce(created, modified) >= ?12
            """);
        _renumber = connection.Prepare("update history_key set seq = ?5 where entity = ?1 and at = ?2 and attr = ?3 and dataset = ?4");
        _remove = new(connection);
        _next = 1 + Math.Max(
            connection.Number("select max(seq) from history") ?? 0,
            connection.Number("select cast(value as integer) from meta where name = 'history'") ?? 0);
    }

    /// <summary>Carries an edit out on the history of an entity, at the latest with <see cref="Flush"/>.</summary>
    /// <param name="row">The row of the entity, which has to be written after this.</param>
    /// <param name="edit">The edit.</param>
    public void Write(EntityRow row, in HistoryEdit edit)
    {
        var key = new HistoryKey(edit.At, _names.NumberOf(edit.Name.Span), _names.NumberOf(edit.Dataset.Span));
        if (edit.Kind is HistoryEditKind.Put or HistoryEditKind.Deletion)
        {
            Put(row, in key, in edit);
            return;
        }
        Index(row);
        Flush();
        _remove.Run(edit.Kind, row.Key, in key, edit.Since, _next);
    }

    /// <summary>Takes away what exceeds a limit.</summary>
    /// <param name="row">The row of the entity; what it names has to be written after this, where rows went.</param>
    /// <param name="limit">The limit.</param>
    /// <returns>How many rows went.</returns>
    public long Forget(EntityRow row, HistoryLimit limit)
    {
        Index(row);
        Flush();
        return _remove.Forget(row.Key, limit, _next);
    }

    /// <summary>Makes sure that no number is given out again, even if no row shows it.</summary>
    public void Remember() => _remove.Remember(_next);

    /// <summary>Writes the rows that wait.</summary>
    public void Flush()
    {
        _rows.Flush();
        _index.Flush();
    }

    /// <summary>Forgets the rows that wait.</summary>
    public void Forget()
    {
        _rows.Forget();
        _index.Forget();
    }

    private void Put(EntityRow row, in HistoryKey key, in HistoryEdit edit)
    {
        var sequence = _next++;
        var recent = row.Recent;
        if (recent.Find(in key) is var known and not 0)
        {
            if (Replace(known, sequence, in edit))
                recent.Renumber(in key, sequence);
        }
        else if (key.At <= recent.IndexedTo && Find(row.Key, in key) is var indexed and not 0)
        {
            if (Replace(indexed, sequence, in edit))
                Renumber(row.Key, in key, sequence);
        }
        else
        {
            _rows.Add((sequence, row.Key, key, edit));
            recent.Add(in key, sequence);
            if (recent.IsFull)
                Index(row);
        }
    }

    private void Index(EntityRow row)
    {
        foreach (ref readonly var recent in row.Recent.Rows)
            _index.Add((row.Key, recent.Key, recent.Sequence));
        row.Recent.Indexed();
    }

    private long Find(long entity, in HistoryKey key)
    {
        _index.Flush();
        try
        {
            BindKey(_find, 0, entity, in key);
            return _find.Step() ? _find.Long(0) : 0;
        }
        finally
        {
            _find.Reset();
        }
    }

    // False where what is there was written later, or is not to be touched.
    private bool Replace(long known, long sequence, in HistoryEdit edit)
    {
        _rows.Flush();
        _replace.Bind(1, sequence);
        _replace.Bind(2, known);
        BindContent(_replace, 5, in edit);
        _replace.Bind(12, edit.Since.Micros);
        return _replace.Run() > 0;
    }

    private void Renumber(long entity, in HistoryKey key, long sequence)
    {
        BindKey(_renumber, 0, entity, in key);
        _renumber.Bind(5, sequence);
        _renumber.Run();
    }

    private static void Bind(Statement statement, int before, in (long Sequence, long Entity, HistoryKey Key, HistoryEdit Edit) row)
    {
        statement.Bind(before + 1, row.Sequence);
        BindKey(statement, before + 1, row.Entity, in row.Key);
        BindContent(statement, before + 5, in row.Edit);
    }

    private static void Bind(Statement statement, int before, in (long Entity, HistoryKey Key, long Sequence) row)
    {
        BindKey(statement, before, row.Entity, in row.Key);
        statement.Bind(before + 5, row.Sequence);
    }

    private static void BindKey(Statement statement, int before, long entity, in HistoryKey key)
    {
        statement.Bind(before + 1, entity);
        statement.Bind(before + 2, key.At.Micros);
        statement.Bind(before + 3, key.Attribute);
        statement.Bind(before + 4, key.Dataset);
    }

    private static void BindContent(Statement statement, int before, in HistoryEdit edit)
    {
        statement.Bind(before + 1, edit.Stamp.Micros);
        statement.Bind(before + 2, HistoryKind.Of(in edit));
        statement.Bind(before + 3, edit.Number);
        if (edit.Body.IsEmpty)
            statement.BindNull(before + 4);
        else
            statement.BindText(before + 4, edit.Body.Span);
        statement.BindOrNull(before + 5, edit.CreatedAt.Micros);
        if (edit.InstanceId.IsEmpty)
            statement.BindNull(before + 6);
        else
            statement.BindBlob(before + 6, edit.InstanceId.Span);
    }
}

using System.Globalization;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The rows of the history, for the writer.</summary>
internal sealed class HistoryTable
{
    private const int DeletionFlag = 16;

    private readonly NameTable _names;
    private readonly ManyRows<(long Entity, HistoryEdit Edit)> _put;
    private readonly Statement _removeRow;
    private readonly Statement _removeAttribute;
    private readonly Statement _removeAll;
    private readonly Statement _remember;

    private long _next;

    public HistoryTable(Connection connection, NameTable names)
    {
        _names = names;
        _put = new(
            connection, "history", "seq, entity, at, attr, dataset, modified, kind, num, body", Bind,
            """
            on conflict (entity, at, attr, dataset) do update
            set seq = excluded.seq, modified = excluded.modified, kind = excluded.kind, num = excluded.num, body = excluded.body, origin = null
            where excluded.modified >= modified
            """);
        _removeRow = connection.Prepare("delete from history where entity = ? and at = ? and attr = ? and dataset = ?");
        _removeAttribute = connection.Prepare("delete from history where entity = ? and attr = ? and dataset = ?");
        _removeAll = connection.Prepare("delete from history where entity = ?");
        _remember = connection.Prepare(
            "insert into meta (name, value) values ('history', ?) on conflict do update set value = excluded.value");
        _next = 1 + Math.Max(
            connection.Number("select max(seq) from history") ?? 0,
            connection.Number("select cast(value as integer) from meta where name = 'history'") ?? 0);
    }

    /// <summary>The kind of the attribute, and whether the row is a deletion, from the column.</summary>
    public static (AttributeKind Kind, bool IsDeletion) Kind(long column) =>
        ((AttributeKind)(column & (DeletionFlag - 1)), (column & DeletionFlag) != 0);

    /// <summary>Carries an edit out on the history of an entity, at the latest with <see cref="Flush"/>.</summary>
    public void Write(long entity, in HistoryEdit edit)
    {
        if (edit.Kind is HistoryEditKind.Put or HistoryEditKind.Deletion)
        {
            _put.Add((entity, edit));
            return;
        }
        Flush();
        switch (edit.Kind)
        {
            case HistoryEditKind.RemoveAll:
                _removeAll.Bind(1, entity);
                Remove(_removeAll);
                return;
            case HistoryEditKind.RemoveAttribute:
                _removeAttribute.Bind(1, entity);
                _removeAttribute.Bind(2, _names.NumberOf(edit.Name.Span));
                _removeAttribute.Bind(3, _names.NumberOf(edit.Dataset.Span));
                Remove(_removeAttribute);
                return;
            case HistoryEditKind.RemoveInstance:
                _removeRow.Bind(1, entity);
                _removeRow.Bind(2, edit.At.Micros);
                _removeRow.Bind(3, _names.NumberOf(edit.Name.Span));
                _removeRow.Bind(4, _names.NumberOf(edit.Dataset.Span));
                Remove(_removeRow);
                return;
        }
    }

    /// <summary>Writes the rows that wait.</summary>
    public void Flush() => _put.Flush();

    /// <summary>Forgets the rows that wait.</summary>
    public void Forget() => _put.Forget();

    private void Bind(Statement statement, int before, in (long Entity, HistoryEdit Edit) row)
    {
        ref readonly var edit = ref row.Edit;
        var isDeletion = edit.Kind == HistoryEditKind.Deletion;
        statement.Bind(before + 1, _next++);
        statement.Bind(before + 2, row.Entity);
        statement.Bind(before + 3, edit.At.Micros);
        statement.Bind(before + 4, _names.NumberOf(edit.Name.Span));
        statement.Bind(before + 5, _names.NumberOf(edit.Dataset.Span));
        statement.Bind(before + 6, edit.Stamp.Micros);
        statement.Bind(before + 7, (int)edit.AttributeKind | (isDeletion ? DeletionFlag : 0));
        statement.Bind(before + 8, edit.Number);
        if (isDeletion)
            statement.BindNull(before + 9);
        else
            statement.BindText(before + 9, edit.Body.Span);
    }

    // The newest row may go: what was counted is remembered, so that no sequence comes twice.
    private void Remove(Statement statement)
    {
        statement.Run();
        _remember.BindText(1, _next.ToString(CultureInfo.InvariantCulture));
        _remember.Run();
    }
}

using System.Globalization;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The rows of the history, for the writer.</summary>
internal sealed class HistoryTable(Connection connection, NameTable names)
{
    private const int DeletionFlag = 16;

    private readonly Statement _put = connection.Prepare(
        """
        insert into history (seq, entity, at, attr, dataset, modified, kind, num, body) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (entity, at, attr, dataset) do update
        set seq = excluded.seq, modified = excluded.modified, kind = excluded.kind, num = excluded.num, body = excluded.body, origin = null
        where excluded.modified >= modified
        """);

    private readonly Statement _removeRow = connection.Prepare("delete from history where entity = ? and at = ? and attr = ? and dataset = ?");
    private readonly Statement _removeAttribute = connection.Prepare("delete from history where entity = ? and attr = ? and dataset = ?");
    private readonly Statement _removeAll = connection.Prepare("delete from history where entity = ?");
    private readonly Statement _remember = connection.Prepare(
        "insert into meta (name, value) values ('history', ?) on conflict do update set value = excluded.value");

    private long _next = 1 + Math.Max(
        connection.Number("select max(seq) from history") ?? 0,
        connection.Number("select cast(value as integer) from meta where name = 'history'") ?? 0);

    /// <summary>The kind of the attribute, and whether the row is a deletion, from the column.</summary>
    public static (AttributeKind Kind, bool IsDeletion) Kind(long column) =>
        ((AttributeKind)(column & (DeletionFlag - 1)), (column & DeletionFlag) != 0);

    /// <summary>Carries an edit out on the history of an entity.</summary>
    public void Write(long entity, in HistoryEdit edit)
    {
        switch (edit.Kind)
        {
            case HistoryEditKind.RemoveAll:
                _removeAll.Bind(1, entity);
                Remove(_removeAll);
                return;
            case HistoryEditKind.RemoveAttribute:
                _removeAttribute.Bind(1, entity);
                _removeAttribute.Bind(2, names.NumberOf(edit.Name.Span));
                _removeAttribute.Bind(3, names.NumberOf(edit.Dataset.Span));
                Remove(_removeAttribute);
                return;
            case HistoryEditKind.RemoveInstance:
                _removeRow.Bind(1, entity);
                _removeRow.Bind(2, edit.At.Micros);
                _removeRow.Bind(3, names.NumberOf(edit.Name.Span));
                _removeRow.Bind(4, names.NumberOf(edit.Dataset.Span));
                Remove(_removeRow);
                return;
            default:
                Put(entity, in edit);
                return;
        }
    }

    private void Put(long entity, in HistoryEdit edit)
    {
        _put.Bind(1, _next++);
        _put.Bind(2, entity);
        _put.Bind(3, edit.At.Micros);
        _put.Bind(4, names.NumberOf(edit.Name.Span));
        _put.Bind(5, names.NumberOf(edit.Dataset.Span));
        _put.Bind(6, edit.Stamp.Micros);
        _put.Bind(7, (int)edit.AttributeKind | (edit.Kind == HistoryEditKind.Deletion ? DeletionFlag : 0));
        _put.Bind(8, edit.Number);
        if (edit.Kind == HistoryEditKind.Deletion)
            _put.BindNull(9);
        else
            _put.BindText(9, edit.Body.Span);
        _put.Run();
    }

    // The newest row may go: what was counted is remembered, so that no sequence comes twice.
    private void Remove(Statement statement)
    {
        statement.Run();
        _remember.BindText(1, _next.ToString(CultureInfo.InvariantCulture));
        _remember.Run();
    }
}

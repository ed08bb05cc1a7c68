using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>How far the readers of the log have come, for the writer.</summary>
internal sealed class CursorTable(Connection connection)
{
    private readonly Statement _set = connection.Prepare(
        """
        insert into cursor (reader, sequence, epoch) values (?, ?, ?)
        on conflict (reader) do update set sequence = excluded.sequence, epoch = excluded.epoch where excluded.epoch >= epoch
        """);

    private readonly Statement _remove = connection.Prepare("delete from cursor where reader = ?");

    /// <summary>Moves a cursor; false if a newer epoch owns it.</summary>
    public bool Set(string reader, Cursor cursor)
    {
        _set.BindText(1, reader);
        _set.Bind(2, cursor.Sequence);
        _set.Bind(3, cursor.Epoch);
        return _set.Run() > 0;
    }

    /// <summary>Forgets a reader.</summary>
    public bool Remove(string reader)
    {
        _remove.BindText(1, reader);
        return _remove.Run() > 0;
    }

    /// <summary>Up to where every reader is done; null where there is no reader.</summary>
    public long? Slowest() => connection.Number("select min(sequence) from cursor");
}

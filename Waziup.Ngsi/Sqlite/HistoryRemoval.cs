using System.Globalization;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Takes rows of the history away, with their names in the index.</summary>
internal sealed class HistoryRemoval(Connection connection)
{
    private readonly Pair _row = new(connection, "entity = ? and at = ? and attr = ? and dataset = ?");
    private readonly Pair _attribute = new(connection, "entity = ? and attr = ? and dataset = ?");
    private readonly Pair _name = new(connection, "entity = ? and attr = ?");
    private readonly Pair _all = new(connection, "entity = ?");
    private readonly Pair _older = new(connection, "entity = ? and at < ?");

    private readonly Statement _excess = connection.Prepare(
        """
        delete from history where seq in (
            select seq from (select seq, row_number() over (partition by attr, dataset order by at desc) as n from history_key where entity = ?) where n > ?)
        """);

    private readonly Statement _excessNames = connection.Prepare(
        "delete from history_key where entity = ? and not exists (select 1 from history h where h.seq = history_key.seq)");

    private readonly Statement _remember = connection.Prepare(
        "insert into meta (name, value) values ('history', ?) on conflict do update set value = excluded.value");

    /// <summary>Takes away what an edit says; the index has to name all rows of the entity.</summary>
    /// <param name="kind">A removal.</param>
    /// <param name="entity">The key of the entity's row.</param>
    /// <param name="key">The row or the attribute.</param>
    /// <param name="since">Rows that came into being before this stay; none for none.</param>
    /// <param name="next">What the next row will be numbered.</param>
    public void Run(HistoryEditKind kind, long entity, in HistoryKey key, Instant since, long next)
    {
        switch (kind)
        {
            case HistoryEditKind.RemoveAll:
                _all.Run(since, entity);
                break;
            case HistoryEditKind.RemoveAttribute:
                _attribute.Run(since, entity, key.Attribute, key.Dataset);
                break;
            case HistoryEditKind.RemoveName:
                _name.Run(since, entity, key.Attribute);
                break;
            case HistoryEditKind.RemoveInstance:
                _row.Run(since, entity, key.At.Micros, key.Attribute, key.Dataset);
                break;
        }
        Remember(next);
    }

    /// <summary>Takes away what exceeds a limit; the index has to name all rows of the entity.</summary>
    /// <returns>How many rows went.</returns>
    public long Forget(long entity, HistoryLimit limit, long next)
    {
        var gone = limit.Before.IsNone ? 0 : _older.Run(Instant.None, entity, limit.Before.Micros);
        if (limit.Keep > 0)
        {
            _excess.Bind(1, entity);
            _excess.Bind(2, limit.Keep);
            gone += _excess.Run();
            _excessNames.Bind(1, entity);
            _excessNames.Run();
        }
        Remember(next);
        return gone;
    }

    /// <summary>Notes what the next row will be numbered: the newest one may have gone, and no number comes twice.</summary>
    public void Remember(long next)
    {
        _remember.BindText(1, next.ToString(CultureInfo.InvariantCulture));
        _remember.Run();
    }

    /// <summary>The statements for rows and for their names.</summary>
    private sealed class Pair(Connection connection, string condition)
    {
        private readonly Statement _rows =
            connection.Prepare($"delete from history where seq in (select seq from history_key where {condition}) and coalesce(created, modified) >= ?");

        // The names of the rows that went.
        private readonly Statement _names =
            connection.Prepare($"delete from history_key where {condition} and not exists (select 1 from history h where h.seq = history_key.seq)");

        public long Run(Instant since, params ReadOnlySpan<long> values)
        {
            _rows.Bind(values.Length + 1, since.Micros);
            var gone = Run(_rows, values);
            Run(_names, values);
            return gone;
        }

        private static long Run(Statement statement, ReadOnlySpan<long> values)
        {
            for (var i = 0; i < values.Length; i++)
                statement.Bind(i + 1, values[i]);
            return statement.Run();
        }
    }
}

using System.Globalization;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Takes rows of the history away, with their names in the index.</summary>
internal sealed class HistoryRemoval(Connection connection)
{
    private readonly Pair _row = new(connection, "entity = ? and at = ? and attr = ? and dataset = ?");
    private readonly Pair _attribute = new(connection, "entity = ? and attr = ? and dataset = ?");
    private readonly Pair _name = new(connection, "entity = ? and attr = ?");
    private readonly Pair _all = new(connection, "entity = ?");
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
        // The newest row may have gone: what was counted is remembered, so that no number comes twice.
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

        public void Run(Instant since, params ReadOnlySpan<long> values)
        {
            _rows.Bind(values.Length + 1, since.Micros);
            Run(_rows, values);
            Run(_names, values);
        }

        private static void Run(Statement statement, ReadOnlySpan<long> values)
        {
            for (var i = 0; i < values.Length; i++)
                statement.Bind(i + 1, values[i]);
            statement.Run();
        }
    }
}

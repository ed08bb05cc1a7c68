namespace Waziup.Ngsi.Sqlite.Tests;

/// <summary>Who names the rows of the history: the index, and the row of the entity.</summary>
static class HistoryNames
{
    /// <summary>Every row is named once, with its own key, and nothing else is named.</summary>
    /// <returns>How many rows the index names, and how many the entities' rows.</returns>
    public static (int Indexed, int Recent) Check(string path)
    {
        using var connection = new Connection(path, Purpose.Read);
        var indexed = All(connection, "select seq, entity, at, attr, dataset from history_key");
        var recent = Recent(connection);

        Assert.Equal(
            All(connection, "select seq, entity, at, attr, dataset from history").OrderBy(row => row.Sequence),
            indexed.Concat(recent).OrderBy(row => row.Sequence));
        return (indexed.Count, recent.Count);
    }

    private static List<(long Sequence, long Entity, HistoryKey Key)> All(Connection connection, string sql)
    {
        var found = new List<(long, long, HistoryKey)>();
        var rows = connection.Prepare(sql);
        while (rows.Step())
            found.Add((rows.Long(0), rows.Long(1), new HistoryKey(new(rows.Long(2)), rows.Long(3), rows.Long(4))));
        connection.Forget(rows);
        return found;
    }

    private static List<(long Sequence, long Entity, HistoryKey Key)> Recent(Connection connection)
    {
        var found = new List<(long, long, HistoryKey)>();
        var rows = connection.Prepare("select key, recent from entity");
        while (rows.Step())
        {
            foreach (var (key, sequence) in RecentHistory.Decode(rows.Blob(1)).Rows)
                found.Add((sequence, rows.Long(0), key));
        }
        connection.Forget(rows);
        return found;
    }
}

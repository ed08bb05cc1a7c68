using SQLitePCL;

namespace Waziup.Floor.Sqlite;

/// <summary>The statements that fill the store, for one transaction.</summary>
internal sealed class Fill(Connection connection) : IDisposable
{
    readonly List<sqlite3_stmt> _statements = [];

    public sqlite3_stmt Statement(string sql)
    {
        var statement = connection.Compile(sql);
        _statements.Add(statement);
        return statement;
    }

    public void Run(sqlite3_stmt statement, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            Connection.Bind(statement, i + 1, values[i]);

        var code = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        connection.Check(code);
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
            statement.Dispose();
    }
}

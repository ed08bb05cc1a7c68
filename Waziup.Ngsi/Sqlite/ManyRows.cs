using System.Runtime.InteropServices;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Inserts rows with few statements: what it costs to run one is shared by up to sixteen of them.</summary>
/// <typeparam name="T">What a row is made of.</typeparam>
internal sealed class ManyRows<T>
{
    private const int Most = 16;

    private readonly Connection _connection;
    private readonly string _into;
    private readonly string _row;
    private readonly string _otherwise;
    private readonly int _columns;
    private readonly Binder _bind;
    private readonly List<T> _waiting = [];

    // One for each power of two, prepared when it is needed first.
    private readonly Statement?[] _statements = new Statement?[int.Log2(Most) + 1];

    /// <param name="connection">Writes.</param>
    /// <param name="table">The table.</param>
    /// <param name="columns">Its columns, divided by commas.</param>
    /// <param name="bind">Binds the values of a row, in the order of the columns.</param>
    /// <param name="otherwise">What follows the values.</param>
    public ManyRows(Connection connection, string table, string columns, Binder bind, string otherwise = "")
    {
        _connection = connection;
        _columns = columns.Count(',') + 1;
        // A row that does not fit fails its group in any case: SQLite needs no record for undoing less than the whole transaction.
        _into = $"insert or rollback into {table} ({columns}) values ";
        _row = $"({string.Join(", ", Enumerable.Repeat('?', _columns))})";
        _otherwise = otherwise;
        _bind = bind;
    }

    /// <summary>Binds the values of a row.</summary>
    /// <param name="statement">Where to.</param>
    /// <param name="before">How many parameters come before those of this row.</param>
    /// <param name="row">What the row is made of.</param>
    public delegate void Binder(Statement statement, int before, in T row);

    /// <summary>Takes a row, which waits for <see cref="Flush"/>.</summary>
    public void Add(in T row) => _waiting.Add(row);

    /// <summary>Writes the rows that wait, in the order in which they came.</summary>
    public void Flush()
    {
        var waiting = CollectionsMarshal.AsSpan(_waiting);
        while (!waiting.IsEmpty)
        {
            var rows = Math.Min(Most, 1 << int.Log2(waiting.Length));
            var statement = _statements[int.Log2(rows)] ??= Prepare(rows);
            for (var i = 0; i < rows; i++)
                _bind(statement, i * _columns, in waiting[i]);
            statement.Run();
            waiting = waiting[rows..];
        }
        Forget();
    }

    /// <summary>Forgets the rows that wait.</summary>
    public void Forget() => _waiting.Clear();

    private Statement Prepare(int rows) =>
        _connection.Prepare($"{_into}{string.Join(", ", Enumerable.Repeat(_row, rows))} {_otherwise}");
}

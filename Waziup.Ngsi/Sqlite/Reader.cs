using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>A read connection with its prepared statements. One user at a time.</summary>
/// <remarks>
/// All it reads is of one state of the store, until <see cref="See"/> asks for another: where nobody wrote, one read after the other
/// costs no locks of the file, and several reads of one answer always fit together.
/// </remarks>
internal sealed class Reader : INumberedNames, IDisposable
{
    private const int Most = 64;
    private const long None = -1;

    private readonly Connection _connection;
    private readonly NameTexts _names;
    private readonly Statement _find;
    private readonly Statement _findName;
    private readonly Statement _begin;
    private readonly Statement _end;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    /// <param name="connection">Reads.</param>
    /// <param name="names">The names that any connection has read.</param>
    public Reader(Connection connection, NameTexts names)
    {
        _connection = connection;
        _names = names;
        Ear = new Ear(connection);
        _find = connection.Prepare("select idx, doc from entity where tenant = ? and id = ? and deleted is null");
        _findName = connection.Prepare(NameTexts.Find);
        _begin = connection.Prepare("begin");
        _end = connection.Prepare("commit");
    }

    /// <summary>Hears what statements of this connection tell.</summary>
    public Ear Ear { get; }

    /// <summary>Whether something went wrong that a new connection may cure.</summary>
    public bool IsSpoilt { get; set; }

    /// <summary>The number of the state that it sees; negative for none.</summary>
    public long State { get; private set; } = None;

    /// <summary>The newest group of writes that it may see; null until that is known.</summary>
    public long? Through { get; set; }

    /// <summary>The indexes of values that led to many entities when they were asked last: a guess, from which the next query starts.</summary>
    public HashSet<long> LedToMany { get; } = [];

    /// <summary>Lets what is read from now on be the present state of the store, unless that is the one it sees already.</summary>
    /// <param name="state">The number of the present state; it grows with each commit.</param>
    public void See(long state)
    {
        if (State == state)
            return;
        LetGo();
        _begin.Run();
        State = state;
        Through = null;
    }

    /// <summary>Lets go of the state that it sees; never fails.</summary>
    public void LetGo()
    {
        State = None;
        try
        {
            if (_connection.InTransaction)
                _end.Run();
        }
        catch (SqliteFailure)
        {
            IsSpoilt = true;
        }
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> NameOf(long number) => _names.NameOf(number, _findName);

    /// <summary>Finds an entity that is not deleted: one exact array for the document, all else straight from SQLite's page.</summary>
    public Entity? Find(long tenant, EntityId id)
    {
        try
        {
            _find.Bind(1, tenant);
            _find.BindText(2, id.Value);
            return _find.Step() ? EntityDecoder.Decode(id, _find.Blob(1), _find.Blob(0), this) : null;
        }
        finally
        {
            _find.Reset();
        }
    }

    /// <summary>The first row of a statement; the default where there is none.</summary>
    public T? First<T>(string sql, Action<Statement> bind, Func<Statement, T> read)
    {
        var statement = Prepared(sql);
        try
        {
            bind(statement);
            return statement.Step() ? read(statement) : default;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>A statement that is kept for the next time; the caller resets it.</summary>
    public Statement Prepared(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement))
        {
            // Whoever failed in the midst of its rows left it there.
            if (statement.IsInUse)
                statement.Reset();
            return statement;
        }
        if (_statements.Count >= Most)
        {
            foreach (var (text, old) in _statements.Where(pair => !pair.Value.IsInUse).ToList())
            {
                _connection.Forget(old);
                _statements.Remove(text);
            }
        }
        return _statements[sql] = _connection.Prepare(sql);
    }

    public void Dispose()
    {
        _connection.Dispose();
        Ear.Dispose();
    }
}

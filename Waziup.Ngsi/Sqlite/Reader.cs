using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>A read connection with its prepared statements. One user at a time.</summary>
internal sealed class Reader : IDisposable
{
    private const int Most = 64;

    private readonly Connection _connection;
    private readonly Statement _find;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    public Reader(Connection connection)
    {
        _connection = connection;
        _find = connection.Prepare("select idx, doc from entity where tenant = ? and id = ? and deleted is null");
    }

    /// <summary>Whether something went wrong that a new connection may cure.</summary>
    public bool IsSpoilt { get; set; }

    /// <summary>Finds an entity that is not deleted: one exact array for the document, the index straight from SQLite's page.</summary>
    public Entity? Find(long tenant, EntityId id)
    {
        try
        {
            _find.Bind(1, tenant);
            _find.BindText(2, id.Value);
            return _find.Step() ? EntityCodec.Decode(id, _find.Blob(1).ToArray(), _find.Blob(0)) : null;
        }
        finally
        {
            _find.Reset();
        }
    }

    /// <summary>A statement that is kept for the next time; the caller resets it.</summary>
    public Statement Prepared(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement))
            return statement;
        if (_statements.Count == Most)
        {
            foreach (var old in _statements.Values)
                _connection.Forget(old);
            _statements.Clear();
        }
        return _statements[sql] = _connection.Prepare(sql);
    }

    /// <summary>Runs several reads on one and the same state of the store.</summary>
    public T Consistently<T>(Func<T> reads)
    {
        _connection.Execute("begin");
        try
        {
            return reads();
        }
        finally
        {
            if (_connection.InTransaction)
                _connection.Execute("commit");
        }
    }

    public void Dispose() => _connection.Dispose();
}

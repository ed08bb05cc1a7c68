using System.Globalization;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Selects the rows of an entity's history that lie in a window by the times of their keys: those that its own row names, and those of the index.</summary>
/// <remarks>What to read of them is given as columns where those of the key come from one table or another; the time is column 2.</remarks>
internal sealed class WindowStatements
{
    // What is asked for how many rows by number is prepared once for each of these lengths.
    private const int Lengths = 8;
    private const string FindName = "select id from name where iri = ?";

    private readonly Reader _reader;
    private readonly Window _window;
    private readonly long _entity;
    private readonly long[]? _names;
    private readonly long[] _newest;

    /// <param name="reader">Reads.</param>
    /// <param name="window">Which rows.</param>
    /// <param name="entity">The key of the entity.</param>
    /// <param name="recent">The rows that the entity's own row names.</param>
    public WindowStatements(Reader reader, Window window, long entity, RecentHistory recent)
    {
        (_reader, _window, _entity) = (reader, window, entity);
        _names = window.Names.IsDefault ? null : [.. window.Names.Select(NumberOf).Where(number => number != 0)];
        _newest = window.IsOfScopes || IsEmpty ? [] : Newest(recent);
    }

    /// <summary>Whether nothing can lie in the window: nobody has used its names.</summary>
    public bool IsEmpty => _names is [];

    /// <summary>The rows that the entity names, in the order of the window; null for none.</summary>
    public StandingRows? Newest(Func<string, string> columns)
    {
        if (_newest is [])
            return null;
        var length = (_newest.Length + Lengths - 1) / Lengths * Lengths;
        var statement = _reader.Prepared(
            $"with k(seq) as (values {string.Join(',', Enumerable.Repeat("(?)", length))}) select {columns("h")} from k cross join history h on h.seq = k.seq");
        for (var i = 0; i < length; i++)
        {
            if (i < _newest.Length)
                statement.Bind(1 + i, _newest[i]);
            else
                statement.BindNull(1 + i);
        }
        return new StandingRows(statement, _newest.Length);
    }

    /// <summary>Gives the rows of the index, in the order of the window.</summary>
    public Statement Indexed(Func<string, string> columns) =>
        Bound(key => $"select {columns(key)} {Rows(key)} order by {key}.at{(_window.NewestFirst ? " desc" : "")}");

    /// <summary>Tells the rows of the index which meet a condition, the oldest first: so they lie there.</summary>
    public Statement Told(Func<string, string> columns, string condition) => Bound(key => $"select tell({columns(key)}) {Rows(key)} and {condition}");

    private Statement Bound(Func<string, string> sql)
    {
        var statement = _reader.Prepared(sql(_window.IsOfScopes ? "h" : "k"));
        statement.Bind(1, _entity);
        if (!_window.From.IsNone)
            statement.Bind(2, _window.From.Micros);
        if (!_window.To.IsNone)
            statement.Bind(3, _window.To.Micros);
        for (var i = 0; i < _names?.Length; i++)
            statement.Bind(4 + i, _names[i]);
        return statement;
    }

    // Parameter 1 says whose rows; 2 and 3 are the bounds, those from 4 on the names.
    private string Rows(string key)
    {
        var table = _window.IsOfScopes
            ? $"history h indexed by history_scope where {HistoryKind.IsOfScope}"
            : "history_key k cross join history h on h.seq = k.seq where 1";
        var from = _window.From.IsNone ? "" : $" and {key}.at >= ?2";
        var to = _window.To.IsNone ? "" : $" and {key}.at < ?3";
        var names = _names switch
        {
            null => "",
            [_] => $" and {key}.attr = ?4",
            _ => string.Create(CultureInfo.InvariantCulture, $" and {key}.attr in ({string.Join(',', _names.Select((_, i) => $"?{4 + i}"))})"),
        };
        return $"from {table} and {key}.entity = ?1{from}{to}{names}";
    }

    private long[] Newest(RecentHistory recent)
    {
        var found = new List<(HistoryKey Key, long Sequence)>();
        foreach (ref readonly var row in recent.Rows)
        {
            if (_window.Contains(row.Key.At) && (_names is null || _names.Contains(row.Key.Attribute)))
                found.Add(row);
        }
        found.Sort((left, right) => _window.NewestFirst ? right.Key.At.CompareTo(left.Key.At) : left.Key.At.CompareTo(right.Key.At));
        return [.. found.Select(row => row.Sequence)];
    }

    private long NumberOf(string name) => _reader.First(FindName, statement => statement.BindText(1, name), statement => statement.Long(0));
}

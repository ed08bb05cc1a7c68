using System.Globalization;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Goes through the rows of an entity in the order of their keys' times: those that its own row names, merged with those of the index.</summary>
/// <remarks>Rows of the same time come in any order.</remarks>
internal sealed class KeyOrder : IDisposable
{
    private const int LooksForCancelEvery = 256;

    // What is asked for how many rows by number is prepared once for each of these lengths.
    private const int Lengths = 8;
    private const string FindName = "select id from name where iri = ?";

    private readonly Reader _reader;
    private readonly Window _window;
    private readonly Func<string, string> _columns;
    private readonly CancellationToken _cancel;
    private readonly long _entity;
    private readonly long[]? _names;
    private readonly Instant _indexedTo;
    private readonly StandingRows? _newest;
    private StandingRows? _indexed;
    private StandingRows? _given;
    private int _seen;

    /// <param name="reader">Reads.</param>
    /// <param name="window">Which rows.</param>
    /// <param name="columns">What to read of them, where the columns of keys come from a table; the time is column 2.</param>
    /// <param name="entity">The key of the entity.</param>
    /// <param name="recent">The rows that the entity's own row names.</param>
    /// <param name="cancel">Ends it early.</param>
    public KeyOrder(Reader reader, Window window, Func<string, string> columns, long entity, RecentHistory recent, CancellationToken cancel)
    {
        (_reader, _window, _columns, _entity, _cancel) = (reader, window, columns, entity, cancel);
        _names = window.Names.IsDefault ? null : [.. window.Names.Select(NumberOf).Where(number => number != 0)];
        _indexedTo = recent.IndexedTo;
        var newest = window.IsOfScopes || _names is [] ? [] : Newest(recent);
        if (newest is not [])
            _newest = new StandingRows(Named(newest), newest.Length);
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>What stands at it, until it is asked for another; null behind the last one.</returns>
    /// <exception cref="InvalidDataException">A row that the entity names is not there.</exception>
    public StandingRows? Next()
    {
        if (++_seen % LooksForCancelEvery == 0)
            _cancel.ThrowIfCancellationRequested();
        // What was given last was the caller's until now.
        _given?.Advance();
        // Backwards, what is newer than all of the index comes before the index is looked at.
        if (_indexed is null && _names is not [] && !(_newest is { IsOpen: true } && _window.NewestFirst && _newest.At > _indexedTo))
            _indexed = new StandingRows(Indexed());
        _given = IsNewestNext() ? _newest : _indexed;
        return _given is { IsOpen: true } ? _given : null;
    }

    public void Dispose()
    {
        _newest?.Statement.Reset();
        _indexed?.Statement.Reset();
    }

    private bool IsNewestNext() => _newest is { IsOpen: true }
        && (_indexed is not { IsOpen: true } || (_window.NewestFirst ? _newest.At > _indexed.At : _newest.At < _indexed.At));

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

    /// <summary>Rows by their numbers, in that order.</summary>
    private Statement Named(long[] rows)
    {
        var length = (rows.Length + Lengths - 1) / Lengths * Lengths;
        var statement = _reader.Prepared(
            $"with k(seq) as (values {string.Join(',', Enumerable.Repeat("(?)", length))}) select {_columns("h")} from k cross join history h on h.seq = k.seq");
        for (var i = 0; i < length; i++)
        {
            if (i < rows.Length)
                statement.Bind(1 + i, rows[i]);
            else
                statement.BindNull(1 + i);
        }
        return statement;
    }

    private Statement Indexed()
    {
        var statement = _reader.Prepared(IndexedSql());
        statement.Bind(1, _entity);
        if (!_window.From.IsNone)
            statement.Bind(2, _window.From.Micros);
        if (!_window.To.IsNone)
            statement.Bind(3, _window.To.Micros);
        for (var i = 0; i < _names?.Length; i++)
            statement.Bind(4 + i, _names[i]);
        return statement;
    }

    /// <summary>Parameter 1 says whose rows; 2 and 3 are the bounds, those from 4 on the names.</summary>
    private string IndexedSql()
    {
        var (key, table) = _window.IsOfScopes
            ? ("h", $"history h indexed by history_scope where {HistoryKind.IsOfScope}")
            : ("k", "history_key k cross join history h on h.seq = k.seq where 1");
        var from = _window.From.IsNone ? "" : $" and {key}.at >= ?2";
        var to = _window.To.IsNone ? "" : $" and {key}.at < ?3";
        var names = _names switch
        {
            null => "",
            [_] => $" and {key}.attr = ?4",
            _ => string.Create(CultureInfo.InvariantCulture, $" and {key}.attr in ({string.Join(',', _names.Select((_, i) => $"?{4 + i}"))})"),
        };
        return $"select {_columns(key)} from {table} and {key}.entity = ?1{from}{to}{names} order by {key}.at{(_window.NewestFirst ? " desc" : "")}";
    }

    private long NumberOf(string name) => _reader.First(FindName, statement => statement.BindText(1, name), statement => statement.Long(0));
}

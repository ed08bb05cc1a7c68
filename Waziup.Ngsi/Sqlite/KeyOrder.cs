using System.Globalization;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Shows the rows of an entity in the order of their keys' times, which is that of the index: only rows of the same time are sorted.</summary>
internal sealed class KeyOrder
{
    private const int LooksForCancelEvery = 256;
    private const string FindName = "select id from name where iri = ?";

    private readonly Reader _reader;
    private readonly Window _window;
    private readonly CancellationToken _cancel;
    private readonly RowReader _rows;
    private readonly long _entity;
    private readonly long[]? _names;
    private readonly Queue<(HistoryKey Key, long Sequence)> _newest;
    private readonly Instant _indexedTo;
    private Statement? _indexed;
    private HistoryRow? _next;
    private int _seen;

    /// <param name="reader">Reads.</param>
    /// <param name="window">Which rows.</param>
    /// <param name="entity">The key of the entity.</param>
    /// <param name="recent">The rows that the entity's own row names.</param>
    /// <param name="cancel">Ends it early.</param>
    public KeyOrder(Reader reader, Window window, long entity, RecentHistory recent, CancellationToken cancel)
    {
        (_reader, _window, _entity, _cancel) = (reader, window, entity, cancel);
        _rows = new RowReader(reader);
        _names = window.Names.IsDefault ? null : [.. window.Names.Select(NumberOf).Where(number => number != 0)];
        _newest = window.IsOfScopes ? new() : new(Newest(recent));
        _indexedTo = recent.IndexedTo;
    }

    public void Visit(Func<HistoryRow, bool> visit)
    {
        if (_names is [])
            return;
        try
        {
            var groups = new TimeGroups(_window, visit);
            while (Next() is { } row)
            {
                if (!groups.Add(row))
                    return;
            }
            groups.Show();
        }
        finally
        {
            _indexed?.Reset();
        }
    }

    private HistoryRow? Next()
    {
        var isNew = _newest.TryPeek(out var newest);
        // Backwards, what is newer than all of the index comes before the index is looked at.
        if (!(isNew && _window.NewestFirst && newest.Key.At > _indexedTo))
            Start();
        if (isNew && (_next is null || (_window.NewestFirst ? newest.Key.At > _next.At : newest.Key.At < _next.At)))
            return Find(_newest.Dequeue().Sequence);
        var row = _next;
        if (row is not null)
            Advance();
        return row;
    }

    private IEnumerable<(HistoryKey Key, long Sequence)> Newest(RecentHistory recent)
    {
        var found = new List<(HistoryKey Key, long Sequence)>();
        foreach (ref readonly var row in recent.Rows)
        {
            if (_window.Contains(row.Key.At) && (_names is null || _names.Contains(row.Key.Attribute)))
                found.Add(row);
        }
        return _window.NewestFirst ? found.OrderByDescending(row => row.Key.At.Micros) : found.OrderBy(row => row.Key.At.Micros);
    }

    private void Start()
    {
        if (_indexed is not null)
            return;
        _indexed = _reader.Prepared(Sql);
        _indexed.Bind(1, _entity);
        if (!_window.From.IsNone)
            _indexed.Bind(2, _window.From.Micros);
        if (!_window.To.IsNone)
            _indexed.Bind(3, _window.To.Micros);
        for (var i = 0; i < _names?.Length; i++)
            _indexed.Bind(4 + i, _names[i]);
        Advance();
    }

    /// <summary>Parameter 1 says whose rows; 2 and 3 are the bounds, those from 4 on the names.</summary>
    private string Sql
    {
        get
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
            return $"select {Columns(key)} from {table} and {key}.entity = ?1{from}{to}{names} order by {key}.at{(_window.NewestFirst ? " desc" : "")}";
        }
    }

    private void Advance()
    {
        if (++_seen % LooksForCancelEvery == 0)
            _cancel.ThrowIfCancellationRequested();
        _next = _indexed!.Step() ? Read(_indexed) : null;
    }

    private HistoryRow Find(long sequence) => _reader.First(
        $"select {Columns("h")} from history h where h.seq = ?", statement => statement.Bind(1, sequence), Read)
        ?? throw new InvalidDataException("a row of the history that its entity names is not there");

    private long NumberOf(string name) => _reader.First(FindName, statement => statement.BindText(1, name), statement => statement.Long(0));

    private string Columns(string key) => _window.IsForValues ? RowReader.Values(key) : RowReader.Columns(key);

    private HistoryRow Read(Statement row) => _window.IsForValues ? _rows.ReadValue(row) : _rows.Read(row);
}

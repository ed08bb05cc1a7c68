using Waziup.Ngsi.Json;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Goes through the rows of an entity in the order of their keys' times: those that its own row names, merged with those of the index.</summary>
/// <remarks>Rows of the same time come in any order.</remarks>
internal sealed class KeyOrder : IDisposable
{
    private const int LooksForCancelEvery = 256;

    private readonly WindowStatements _statements;
    private readonly Window _window;
    private readonly Func<string, string> _columns;
    private readonly CancellationToken _cancel;
    private readonly Instant _indexedTo;
    private readonly StandingRows? _newest;
    private StandingRows? _indexed;
    private StandingRows? _given;
    private int _seen;

    /// <param name="reader">Reads.</param>
    /// <param name="window">Which rows.</param>
    /// <param name="columns">What to read of them, see <see cref="WindowStatements"/>.</param>
    /// <param name="entity">The key of the entity.</param>
    /// <param name="recent">The rows that the entity's own row names.</param>
    /// <param name="cancel">Ends it early.</param>
    public KeyOrder(Reader reader, Window window, Func<string, string> columns, long entity, RecentHistory recent, CancellationToken cancel)
    {
        _statements = new WindowStatements(reader, window, entity, recent);
        (_window, _columns, _cancel, _indexedTo) = (window, columns, cancel, recent.IndexedTo);
        _newest = _statements.Newest(columns);
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
        if (_indexed is null && !_statements.IsEmpty && !(_newest is { IsOpen: true } && _window.NewestFirst && _newest.At > _indexedTo))
            _indexed = new StandingRows(_statements.Indexed(_columns));
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
}

using Microsoft.Extensions.Logging;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Copies the write-ahead log back into the file: the bulk on a thread of its own beside the writer, the rest between two groups.</summary>
/// <remarks>
/// A log begins anew only when all of it was copied while nobody wrote, so the writer has to do the last bit; what others copied before
/// it makes that short. It took a third of the writer's time when it did all of it.
/// </remarks>
internal sealed class Checkpoints : IDisposable
{
    // So much of the bound the writer copies itself; so many times the bound the log may grow before it waits.
    private const int RestShare = 8;
    private const int MostTimes = 4;

    private readonly Func<Connection> _open;
    private readonly Action _letGo;
    private readonly int _pages;
    private readonly ILogger _logger;
    private readonly AutoResetEvent _due = new(false);
    private readonly ManualResetEventSlim _idle = new(true);
    private readonly Thread _thread;
    private Connection? _connection;
    private volatile bool _ended;
    private volatile int _copied;
    private int _tried;

    /// <param name="open">Opens the connection that copies.</param>
    /// <param name="letGo">Lets go of what idle connections see: nothing is copied past it.</param>
    /// <param name="pages">From how many pages on the log is copied.</param>
    /// <param name="logger">Hears of failures.</param>
    public Checkpoints(Func<Connection> open, Action letGo, int pages, ILogger logger)
    {
        _open = open;
        _letGo = letGo;
        _pages = pages;
        _logger = logger;
        _thread = new Thread(Loop) { IsBackground = true, Name = "sqlite checkpoint" };
        _thread.Start();
    }

    /// <summary>To be called by the writer after each commit, outside of a transaction.</summary>
    /// <param name="writer">The writer's connection.</param>
    public void Committed(Connection writer)
    {
        var pages = writer.LogPages;
        if (pages < _copied)
            _copied = _tried = 0;
        if (pages < _pages)
            return;
        if (!_idle.IsSet)
        {
            if (pages < MostTimes * _pages)
                return;
            _idle.Wait();
        }
        if (pages - _copied <= _pages / RestShare || pages >= MostTimes * _pages)
        {
            // Before, or what they see is not passed; after, or the log does not begin anew.
            _letGo();
            _copied = writer.Checkpoint();
            _letGo();
        }
        else if (pages - _tried > _pages / RestShare)
        {
            _tried = pages;
            _letGo();
            _idle.Reset();
            _due.Set();
        }
    }

    /// <summary>Ends the thread; what was not copied is copied when the store is closed or opened.</summary>
    public void Dispose()
    {
        _ended = true;
        _due.Set();
        _thread.Join();
        _connection?.Dispose();
        _due.Dispose();
        _idle.Dispose();
    }

    private void Loop()
    {
        while (_due.WaitOne() && !_ended)
        {
            try
            {
                _connection ??= _open();
                _copied = _connection.Checkpoint();
                // Where it does not copy all, SQLite leaves the flush to whoever copies the rest: that is the writer, and others wait for it.
                _connection.Flush();
            }
            catch (SqliteFailure failure)
            {
                Log.CheckpointFailed(_logger, failure);
                _connection?.Dispose();
                _connection = null;
            }
            _idle.Set();
        }
    }
}

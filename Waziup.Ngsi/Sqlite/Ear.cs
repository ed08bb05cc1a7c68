using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Hears rows inside of SQLite: a statement calls the aggregate function <c>tell</c> with what matters of each.</summary>
/// <remarks>Of thousands of rows, a step to each and a question for each of its columns is what takes longest.</remarks>
internal sealed unsafe class Ear : IDisposable
{
    private const int LooksForCancelEvery = 256;

    private GCHandle _self;
    private IListener? _listener;
    private ExceptionDispatchInfo? _failure;
    private CancellationToken _cancel;
    private int _heard;
    private bool _hasEnough;

    /// <param name="connection">Gets the function; it has to be closed first.</param>
    public Ear(Connection connection)
    {
        _self = GCHandle.Alloc(this);
        connection.AddTell(GCHandle.ToIntPtr(_self), &Step, &Final);
    }

    /// <summary>Has a listener told the rows of a statement, which is bound already and is reset afterwards.</summary>
    public void Hear(Statement statement, IListener listener, CancellationToken cancel)
    {
        (_listener, _cancel, _heard, _hasEnough) = (listener, cancel, 0, false);
        try
        {
            statement.Step();
        }
        catch (SqliteFailure) when (_hasEnough || _failure is not null)
        {
            _failure?.Throw();
        }
        finally
        {
            (_listener, _failure) = (null, null);
            statement.Reset();
        }
    }

    public void Dispose() => _self.Free();

    private bool Hear(nint* values)
    {
        if (++_heard % LooksForCancelEvery == 0)
            _cancel.ThrowIfCancellationRequested();
        return _listener!.Hear(new Told(values));
    }

    [UnmanagedCallersOnly]
    private static void Step(nint context, int count, nint* values)
    {
        var ear = (Ear)GCHandle.FromIntPtr(Native.UserData(context)).Target!;
        try
        {
            if (ear.Hear(values))
                return;
            ear._hasEnough = true;
        }
        catch (Exception failure)
        {
            // It must not go through SQLite.
            ear._failure = ExceptionDispatchInfo.Capture(failure);
        }
        Native.ResultError(context, raw.SQLITE_ABORT);
    }

    [UnmanagedCallersOnly]
    private static void Final(nint context)
    {
        // Nothing is the result.
    }
}

using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>A bounded pool of read connections.</summary>
/// <remarks>
/// A read runs on the caller's thread: it takes microseconds, handing it to another thread would cost more. Whoever read what is not
/// flushed yet is answered when it is.
/// </remarks>
internal sealed class Readers(StoreFile file, int most, FlushState flushes, ILogger logger) : IDisposable
{
    // The first free one is taken, so that few stay warm.
    private readonly Reader?[] _free = new Reader?[most];
    private readonly NameTexts _names = new();
    private readonly SemaphoreSlim _room = new(most);
    private long _state;
    private volatile bool _closed;

    /// <summary>Finds one entity; without a state machine when a connection is free, as it almost always is.</summary>
    public ValueTask<Entity?> FindAsync(long tenant, EntityId id, CancellationToken cancel)
    {
        if (!_room.Wait(0, CancellationToken.None))
            return FindLaterAsync(tenant, id, cancel);
        Entity? found;
        long through;
        try
        {
            (found, through) = Run(static (reader, key) => reader.Find(key.tenant, key.id), (tenant, id));
        }
        finally
        {
            _room.Release();
        }
        return flushes.HasFlushed(through) ? ValueTask.FromResult(found) : WhenFlushedAsync(found, through);
    }

    /// <summary>Runs a read as soon as a connection is free. All that it reads is of one state of the store.</summary>
    /// <exception cref="NgsiLdException">StorageUnavailable.</exception>
    public async ValueTask<T> ReadAsync<T>(Func<Reader, T> read, CancellationToken cancel)
    {
        await _room.WaitAsync(cancel);
        T found;
        long through;
        try
        {
            (found, through) = Run(static (reader, read) => read(reader), read);
        }
        finally
        {
            _room.Release();
        }
        await flushes.WaitAsync(through);
        return found;
    }

    /// <summary>Reads that begin after this call see what was committed before it.</summary>
    public void Changed() => Interlocked.Increment(ref _state);

    /// <summary>Lets go of what connections see: of those that nobody uses at once, of the others when their read ends.</summary>
    public void LetGo()
    {
        Changed();
        for (var i = 0; i < _free.Length; i++)
        {
            if (Interlocked.Exchange(ref _free[i], null) is not { } reader)
                continue;
            reader.LetGo();
            Return(reader);
        }
    }

    public void Dispose()
    {
        _closed = true;
        LetGo();
    }

    private async ValueTask<Entity?> FindLaterAsync(long tenant, EntityId id, CancellationToken cancel) =>
        await ReadAsync(reader => reader.Find(tenant, id), cancel);

    private async ValueTask<Entity?> WhenFlushedAsync(Entity? found, long through)
    {
        await flushes.WaitAsync(through);
        return found;
    }

    // What the read needs comes as an argument: a lambda that holds it would be an object more for each request.
    private (T Found, long Through) Run<TArgument, T>(Func<Reader, TArgument, T> read, TArgument argument)
    {
        if (_closed)
            throw new NgsiLdException(NgsiLdErrors.StorageUnavailable("the store is closed"));
        Reader? reader = null;
        try
        {
            reader = Take() ?? new Reader(file.OpenReader(), _names);
            reader.See(Volatile.Read(ref _state));
            var found = read(reader, argument);
            // Only after the first read: SQLite looks at the state of the store when it has to.
            return (found, reader.Through ??= flushes.Begun);
        }
        catch (SqliteFailure failure)
        {
            if (reader is not null && failure.SpoilsConnection)
                reader.IsSpoilt = true;
            WriteLog.ReadFailed(logger, failure);
            throw failure.ToException();
        }
        catch (InvalidDataException damage)
        {
            WriteLog.ReadFailed(logger, damage);
            throw new NgsiLdException(NgsiLdErrors.StorageUnavailable("what is stored cannot be read; the operator finds the reason in the log"), damage);
        }
        finally
        {
            if (reader is not null)
                Return(reader);
        }
    }

    private Reader? Take()
    {
        for (var i = 0; i < _free.Length; i++)
        {
            if (_free[i] is not null && Interlocked.Exchange(ref _free[i], null) is { } reader)
                return reader;
        }
        return null;
    }

    private void Return(Reader reader)
    {
        if (reader.State != Volatile.Read(ref _state))
            reader.LetGo();
        if (reader.IsSpoilt || _closed || !Keep(reader))
            reader.Dispose();
        else if (_closed)
            LetGo();
    }

    private bool Keep(Reader reader)
    {
        for (var i = 0; i < _free.Length; i++)
        {
            if (_free[i] is null && Interlocked.CompareExchange(ref _free[i], reader, null) is null)
                return true;
        }
        return false;
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sqlite;

/// <summary>A bounded pool of read connections.</summary>
/// <remarks>A read runs on the caller's thread: it takes microseconds, handing it to another thread would cost more.</remarks>
internal sealed class Readers(StoreFile file, int most, ILogger logger) : IDisposable
{
    private readonly ConcurrentBag<Reader> _free = [];
    private readonly SemaphoreSlim _room = new(most);
    private volatile bool _closed;

    /// <summary>Finds one entity; without a state machine when a connection is free, as it almost always is.</summary>
    public ValueTask<Entity?> FindAsync(long tenant, EntityId id, CancellationToken cancel)
    {
        if (!_room.Wait(0, CancellationToken.None))
            return FindLaterAsync(tenant, id, cancel);
        try
        {
            return ValueTask.FromResult(Run(static (reader, key) => reader.Find(key.tenant, key.id), (tenant, id)));
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>Runs a read as soon as a connection is free.</summary>
    /// <exception cref="NgsiLdException">StorageUnavailable.</exception>
    public async ValueTask<T> ReadAsync<T>(Func<Reader, T> read, CancellationToken cancel)
    {
        await _room.WaitAsync(cancel);
        try
        {
            return Run(static (reader, read) => read(reader), read);
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_free.TryTake(out var reader))
            reader.Dispose();
    }

    private async ValueTask<Entity?> FindLaterAsync(long tenant, EntityId id, CancellationToken cancel) =>
        await ReadAsync(reader => reader.Find(tenant, id), cancel);

    // What the read needs comes as an argument: a lambda that holds it would be an object more for each request.
    private T Run<TArgument, T>(Func<Reader, TArgument, T> read, TArgument argument)
    {
        if (_closed)
            throw new NgsiLdException(NgsiLdErrors.StorageUnavailable("the store is closed"));
        Reader? reader = null;
        try
        {
            if (!_free.TryTake(out reader))
                reader = new Reader(file.OpenReader());
            return read(reader, argument);
        }
        catch (SqliteFailure failure)
        {
            if (reader is not null)
                reader.IsSpoilt = failure.SpoilsConnection;
            Log.ReadFailed(logger, failure);
            throw failure.ToException();
        }
        catch (InvalidDataException damage)
        {
            Log.ReadFailed(logger, damage);
            throw new NgsiLdException(NgsiLdErrors.StorageUnavailable("what is stored cannot be read; the operator finds the reason in the log"), damage);
        }
        finally
        {
            Return(reader);
        }
    }

    private void Return(Reader? reader)
    {
        if (reader is null)
            return;
        if (reader.IsSpoilt || _closed)
            reader.Dispose();
        else
            _free.Add(reader);
    }
}

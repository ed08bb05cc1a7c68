namespace Waziup.Ngsi.Storage.Writing;

/// <summary>The fence of a store that one process uses for itself.</summary>
/// <remarks>Raised by the writer, between two intents; read by anybody.</remarks>
internal sealed class Fence
{
    private long _height;

    public long Height => Volatile.Read(ref _height);

    /// <returns>The new height. It stays, also where the transaction is undone: that costs whoever writes a second look, and no more.</returns>
    public long Raise() => Interlocked.Increment(ref _height);
}

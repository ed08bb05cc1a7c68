using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>How the contract gets a store; disposed after each test, with all that the store left behind.</summary>
public abstract class StoreUnderTest : IAsyncDisposable
{
    /// <summary>Whether what was written is there when the store is opened again.</summary>
    public virtual bool IsDurable => true;

    /// <summary>Makes and prepares a store; for a durable one called again to see what a new process would see.</summary>
    public abstract ValueTask<IStorage> OpenAsync(TimeProvider time);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>How the contract gets a store; disposed after each test, with all that the store left behind.</summary>
public abstract class StoreUnderTest : IAsyncDisposable
{
    /// <summary>Whether what was written is there when the store is opened again.</summary>
    public virtual bool IsDurable => true;

    /// <summary>Whether it adds numbers of the history up itself.</summary>
    public virtual bool AddsUp => false;

    /// <summary>How many writes share a transaction at most.</summary>
    public int MaxGroup { get; init; } = 200;

    /// <summary>Makes and prepares a store; for a durable one called again to see what a new process would see.</summary>
    public abstract ValueTask<IStorage> OpenAsync(TimeProvider time);

    /// <summary>How many values and places are indexed, and by how many complete indexes.</summary>
    internal virtual Task<(long Values, long Places, long Complete)> CountIndexesAsync(IStorage storage) => throw new NotSupportedException();

    /// <summary>Waits until the log shows everything that was written.</summary>
    public virtual Task SettleAsync(IStorage storage) => Task.CompletedTask;

    /// <summary>Checks what this store alone knows of the rows of its history: that each is where it can be found.</summary>
    /// <returns>How many it keeps in each of the places that it has for them; zeros where it has but one.</returns>
    public virtual (int Indexed, int Recent) CheckHistory() => default;

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

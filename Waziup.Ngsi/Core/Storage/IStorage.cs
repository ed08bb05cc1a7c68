using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query.Indexing;

namespace Waziup.Ngsi.Storage;

/// <summary>What a storage package provides; one registration in the container.</summary>
/// <remarks>Thread-safe. Every implementation passes the same contract suite.</remarks>
public interface IStorage : IAsyncDisposable
{
    /// <summary>The current state.</summary>
    IContextStore Entities { get; }

    /// <summary>The history.</summary>
    ITemporalStore History { get; }

    /// <summary>Small documents.</summary>
    IDocumentStore Documents { get; }

    /// <summary>The change log.</summary>
    IChangeLog Changes { get; }

    /// <summary>The tenants.</summary>
    ITenants Tenants { get; }

    /// <summary>Has something done whenever another process on the same store may have changed what is kept in memory of it; never where only one uses it.</summary>
    void WhenChangedElsewhere(Action act)
    {
    }

    /// <summary>Waits until this process, among those on the same store, is the one that does a piece of work; at once where it is the only one.</summary>
    ValueTask<IHold> HoldAsync(string work, CancellationToken cancel) => ValueTask.FromResult<IHold>(new SoleHold());

    /// <summary>One line for people: which store, where.</summary>
    string Description { get; }

    /// <summary>Creates or migrates the schema and reads what has to be in memory. Called once, before anything else.</summary>
    /// <exception cref="StorageException">The store is of a newer version, damaged, or cannot be opened; the message says what to do.</exception>
    ValueTask PrepareAsync(CancellationToken cancel);

    /// <summary>Puts entities back as they were, with their history: for restoring. Writes no records into the change log.</summary>
    /// <param name="items">What to put back; one that exists is overwritten.</param>
    /// <param name="progress">Is told how many are durable, after each thousand.</param>
    /// <param name="cancel">Stops between two transactions; what was reported stays.</param>
    /// <returns>How many were put back.</returns>
    ValueTask<long> LoadAsync(IAsyncEnumerable<RestoredEntity> items, IProgress<long>? progress, CancellationToken cancel);

    /// <summary>Makes an index for a tenant that exists, and waits until it is complete; nothing where it is there, or where the store has none.</summary>
    /// <remarks>Queries ask for indexes by themselves; this is for who knows beforehand.</remarks>
    /// <exception cref="NgsiLdException">The store cannot be reached.</exception>
    ValueTask IndexAsync(TenantId tenant, IndexKey key, CancellationToken cancel) => ValueTask.CompletedTask;

    /// <summary>Counts what is there, over all tenants.</summary>
    ValueTask<StoreStatistics> CountAsync(CancellationToken cancel);
}

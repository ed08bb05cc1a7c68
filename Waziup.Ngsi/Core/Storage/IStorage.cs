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

    /// <summary>One line for people: which store, where.</summary>
    string Description { get; }

    /// <summary>Creates or migrates the schema and reads what has to be in memory. Called once, before anything else.</summary>
    /// <exception cref="StorageException">The store is of a newer version, damaged, or cannot be opened; the message says what to do.</exception>
    ValueTask PrepareAsync(CancellationToken cancel);

    /// <summary>Counts what is there, over all tenants.</summary>
    ValueTask<StoreStatistics> CountAsync(CancellationToken cancel);
}

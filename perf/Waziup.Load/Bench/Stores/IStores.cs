namespace Waziup.Load.Bench.Stores;

/// <summary>The stores of a run, by name: one filled for each program, copies of it for measurements.</summary>
internal interface IStores : IAsyncDisposable
{
    /// <summary>What they are, for the report.</summary>
    string Description { get; }

    /// <summary>A folder on the disk that is measured.</summary>
    string Folder { get; }

    /// <summary>The first process of the database server, whose processes work for the measured one; null: there is none.</summary>
    int? DatabasePid { get; }

    /// <summary>The arguments that have the broker, or the floor, use a store.</summary>
    IReadOnlyList<string> Arguments(bool isBroker, string store);

    /// <summary>Makes an empty store.</summary>
    Task CreateAsync(string store, CancellationToken cancel);

    /// <summary>Does what an operator's database does in time after much was written. Nobody may use the store.</summary>
    Task SettleAsync(string store, CancellationToken cancel);

    /// <summary>Copies a store that nobody uses, and flushes the copy, so that its pages are not written back during the measurement.</summary>
    Task CopyAsync(string from, string to, CancellationToken cancel);

    /// <summary>Deletes a store; nothing where there is none.</summary>
    Task DeleteAsync(string store);
}

using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Keeps everything in one SQLite file.</summary>
/// <remarks>
/// Thread-safe. One thread writes: what waits shares a transaction and its flush. Reads run beside it on connections of their own and
/// see what was committed. A write is on the medium when its call returns, unless the options say otherwise.
/// </remarks>
public sealed class SqliteStorage : IStorage
{
    private readonly SqliteOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<SqliteStorage> _logger;
    private readonly IReadOnlyList<string> _scripts;
    private readonly KnownTenants _tenants = new();
    private StoreParts? _parts;

    /// <summary>Makes the storage; <see cref="PrepareAsync"/> opens the file.</summary>
    /// <param name="options">Where the file lies. Not to be changed afterwards.</param>
    /// <param name="time">The clock, for measuring and for how long marks of trimmed records are kept.</param>
    /// <param name="logger">Hears of failures.</param>
    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    public SqliteStorage(SqliteOptions options, TimeProvider time, ILogger<SqliteStorage> logger)
        : this(options, time, logger, SchemaScripts.All)
    {
    }

    internal SqliteStorage(SqliteOptions options, TimeProvider time, ILogger<SqliteStorage> logger, IReadOnlyList<string> scripts)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _time = time;
        _logger = logger;
        _scripts = scripts;
    }

    /// <inheritdoc/>
    public IContextStore Entities => Open.Entities;

    /// <inheritdoc/>
    public ITemporalStore History => Open.History;

    /// <inheritdoc/>
    public IDocumentStore Documents => Open.Documents;

    /// <inheritdoc/>
    public IChangeLog Changes => Open.Changes;

    /// <inheritdoc/>
    public ITenants Tenants => Open.Tenants;

    /// <inheritdoc/>
    public string Description => $"sqlite ({Path.GetFullPath(_options.Path)})";

    private StoreParts Open => _parts ?? throw new InvalidOperationException("the store was not prepared, or is closed");

    /// <inheritdoc/>
    public ValueTask PrepareAsync(CancellationToken cancel)
    {
        if (_parts is not null)
            throw new InvalidOperationException("the store was prepared already");
        var file = StoreFile.Open(_options, _scripts, _logger);
        try
        {
            _parts = new StoreParts(file, this, _tenants, _options, _time, _logger);
            return ValueTask.CompletedTask;
        }
        catch (SqliteFailure failure)
        {
            file.Dispose();
            throw new StorageException($"{file.Path} cannot be used: {failure.Message}", failure);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoreStatistics> CountAsync(CancellationToken cancel) => Open.Readers.ReadAsync(StatisticsReader.Count, cancel);

    /// <inheritdoc/>
    public ValueTask<long> LoadAsync(IAsyncEnumerable<RestoredEntity> items, IProgress<long>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Restoring.RunAsync(items, RestoreAsync, progress, cancel);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _parts, null) is not { } parts)
            return;
        await parts.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask IndexAsync(TenantId tenant, IndexKey key, CancellationToken cancel)
    {
        if (_tenants.Find(tenant) is not 0 and var number)
            await Open.Indexes.MakeAsync(number, key, cancel);
    }

    /// <summary>Gives a call to the writer.</summary>
    internal void Enqueue(WriteCall call) => Open.Writer.Enqueue(call);

    /// <summary>Runs a job in the writer's next transaction.</summary>
    internal async Task<T> WriteAsync<T>(Func<Transaction, T> job, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var call = new JobCall<T>(job);
        Enqueue(call);
        return await call.Result;
    }

    private Task RestoreAsync(List<RestoredEntity> items, CancellationToken cancel) => WriteAsync(
        transaction =>
        {
            foreach (var item in items)
                transaction.Restore(item);
            transaction.Changes.Remember();
            return items.Count;
        },
        cancel);
}

using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Keeps everything in a PostgreSQL database.</summary>
/// <remarks>
/// Thread-safe. Several nodes may use one schema: rows of entities are locked while they change, and each hears of what the others have
/// written. A write is durable when its call returns. A database that is gone is answered with StorageUnavailable until it is back;
/// nothing has to be started anew.
/// </remarks>
public sealed class PostgreSqlStorage : IStorage
{
    private readonly PostgreSqlOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<PostgreSqlStorage> _logger;
    private readonly IReadOnlyList<string> _scripts;
    private readonly KnownTenants _tenants = new();
    private Action? _changedElsewhere;
    private StoreParts? _parts;

    /// <summary>Makes the storage; <see cref="PrepareAsync"/> connects.</summary>
    /// <param name="options">How to reach the database. Not to be changed afterwards.</param>
    /// <param name="time">The clock, for measuring and for how long marks of trimmed records are kept.</param>
    /// <param name="logger">Hears of failures.</param>
    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    public PostgreSqlStorage(PostgreSqlOptions options, TimeProvider time, ILogger<PostgreSqlStorage> logger)
        : this(options, time, logger, SchemaScripts.All)
    {
    }

    internal PostgreSqlStorage(PostgreSqlOptions options, TimeProvider time, ILogger<PostgreSqlStorage> logger, IReadOnlyList<string> scripts)
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
    public string Description => Open.Databases.Description;

    private StoreParts Open => _parts ?? throw new InvalidOperationException("the store was not prepared, or is closed");

    /// <inheritdoc/>
    public async ValueTask PrepareAsync(CancellationToken cancel)
    {
        if (_parts is not null)
            throw new InvalidOperationException("the store was prepared already");
        var databases = Databases.Of(_options);
        try
        {
            _parts = await databases.OrFailAsync(() => OpenAsync(databases, cancel));
        }
        catch
        {
            await databases.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IHold> HoldAsync(string work, CancellationToken cancel) => AdvisoryHold.TakeAsync(Open.Databases.Holds, _options.Schema, work, cancel);

    /// <inheritdoc/>
    public void WhenChangedElsewhere(Action act) => _changedElsewhere += act;

    /// <inheritdoc/>
    public ValueTask<long> LoadAsync(IAsyncEnumerable<RestoredEntity> items, IProgress<long>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Restoring.RunAsync(items, RestoreAsync, progress, cancel);
    }

    /// <inheritdoc/>
    public ValueTask<StoreStatistics> CountAsync(CancellationToken cancel) => StatisticsReader.CountAsync(Open.Databases.Queries, cancel);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _parts, null) is { } parts)
            await parts.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask IndexAsync(TenantId tenant, IndexKey key, CancellationToken cancel)
    {
        if (_tenants.Find(tenant) is not 0 and var number)
            await Open.Builder.MakeAsync(number, key, cancel);
    }

    private async Task<StoreParts> OpenAsync(Databases databases, CancellationToken cancel)
    {
        await new SchemaMigration(_options.Schema, _scripts, _logger).RunAsync(databases.Queries, cancel);
        if (!_options.RelaxedDurability)
            await DurabilityCheck.RunAsync(databases.Keys, cancel);
        TenantTable.Load(databases.Keys, _tenants);
        var names = new NameTable(databases.Names);
        await names.LoadAsync(cancel);
        var indexes = new KnownIndexes(names);
        indexes.Load(databases.Keys);
        return new StoreParts(databases, names, _tenants, indexes, _options, () => _changedElsewhere?.Invoke(), _time, _logger);
    }

    private Task RestoreAsync(List<RestoredEntity> items, CancellationToken cancel) => Task.Run(
        () =>
        {
            // A transaction writes no entity twice.
            var seen = new HashSet<(TenantId, EntityId)>();
            var start = 0;
            for (var i = 0; i <= items.Count; i++)
            {
                if (i < items.Count && seen.Add((items[i].Tenant, items[i].Entity.Id)))
                    continue;
                Restore(items[start..i]);
                seen.Clear();
                start = i;
                if (i < items.Count)
                    seen.Add((items[i].Tenant, items[i].Entity.Id));
            }
        },
        cancel);

    private void Restore(List<RestoredEntity> items)
    {
        try
        {
            using var connection = Open.Databases.Keys.OpenConnection();
            var transaction = new Transaction(connection, Open.Names, _tenants, Open.Indexes);
            transaction.Begin(items.Select(item => (item.Tenant, item.Entity.Id)));
            foreach (var item in items)
                transaction.Restore(item);
            transaction.Write();
            transaction.Commit();
        }
        catch (Exception failure) when (PostgreSqlFailure.IsFailure(failure))
        {
            throw PostgreSqlFailure.ToException(failure);
        }
    }
}

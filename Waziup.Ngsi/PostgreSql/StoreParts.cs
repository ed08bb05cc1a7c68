using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>What an open store consists of.</summary>
internal sealed class StoreParts : IAsyncDisposable
{
    private readonly Writer _writer;
    private readonly Finder _finder;
    private readonly Signals _signals;
    private readonly WriteMetrics _metrics;
    private readonly IndexWishes _wishes;
    private readonly Chore _removal;

    public StoreParts(Databases databases, NameTable names, KnownTenants tenants, KnownIndexes indexes, PostgreSqlOptions options, Action changedElsewhere,
        TimeProvider time, ILogger logger)
    {
        Databases = databases;
        Names = names;
        Changes = new ChangeLog(databases.Keys, databases.Queries, names, time);
        _signals = new Signals(databases.Keys, options.Schema, Changes.Reach, Refresh, logger);
        _metrics = new WriteMetrics("Waziup.Ngsi.PostgreSql", "postgresql", time);
        var queue = new WriteQueue(options.MaxGroup, options.MaxQueue);
        _metrics.ObserveQueue(() => queue.Waiting);
        _writer = new Writer(queue, new GroupCommit(databases, names, tenants, indexes, _signals.Send, queue, _metrics, logger));
        _finder = new Finder(databases.Keys, names, options.FindConnections);
        Entities = new Entities(databases, _finder, new QueryReader(databases.Queries, names, indexes, new IndexAdvisor((tenant, key) => _wishes!.Add(tenant, key))), queue, tenants, logger);
        History = new HistoryReader(databases.Queries, names, tenants, new HistoryLimits(databases.Keys, names));
        Documents = new Documents(databases.Keys, tenants, Changed);
        Builder = new IndexBuilder(databases.Queries, names, indexes, Changed);
        _wishes = Builder.Start(logger);
        Indexes = indexes;
        _removal = new Chore(new TenantRemoval(databases.Queries).RunAsync, failure => WriteLog.RemovalFailed(logger, failure));
        Tenants = new Tenants(databases.Queries, tenants, _removal, Changed);

        void Refresh()
        {
            TenantTable.Load(databases.Keys, tenants);
            indexes.Load(databases.Keys);
            changedElsewhere();
        }

        void Changed() => _signals.Send(0, hasChanged: true);
    }

    public Tenants Tenants { get; }

    public KnownIndexes Indexes { get; }

    public IndexBuilder Builder { get; }

    public Databases Databases { get; }

    public NameTable Names { get; }

    public Entities Entities { get; }

    public HistoryReader History { get; }

    public Documents Documents { get; }

    public ChangeLog Changes { get; }

    /// <summary>Writes what waits and closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await _wishes.DisposeAsync();
        await _removal.DisposeAsync();
        await _writer.EndAsync();
        await _finder.DisposeAsync();
        await _signals.DisposeAsync();
        _metrics.Dispose();
        await Databases.DisposeAsync();
    }
}

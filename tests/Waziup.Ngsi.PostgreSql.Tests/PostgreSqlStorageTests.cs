using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Contract.Parity;
using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.PostgreSql.Tests;

public sealed class PostgreSqlEntityTests : EntityContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlQueryTests : QueryContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlHistoryTests : HistoryContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlWindowTests : WindowContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlVisitTests : VisitContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlHistoryEditTests : HistoryEditContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlHistoryRemovalTests : HistoryRemovalContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlRemainsTests : RemainsContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlChangeLogTests : ChangeLogContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlDocumentTests : DocumentContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlPassingDocumentTests : PassingDocumentContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlRestoreTests : RestoreContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlParityTests : ParityContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlHistoryParityTests : HistoryParityContract<PostgreSqlUnderTest>;

/// <summary>A store in a schema of its own.</summary>
public sealed class PostgreSqlUnderTest : StoreUnderTest
{
    readonly string _schema = Cluster.NewSchema();
    Cluster? _cluster;

    public override async ValueTask<IStorage> OpenAsync(TimeProvider time)
    {
        _cluster ??= await Cluster.SharedAsync();
        var storage = new PostgreSqlStorage(
            new PostgreSqlOptions { Connection = _cluster.Connection, Schema = _schema, MaxGroup = MaxGroup, QueryConnections = 4 }, time,
            NullLogger<PostgreSqlStorage>.Instance);
        await storage.PrepareAsync(TestContext.Current.CancellationToken);
        return storage;
    }

    // Readers of the log stop before the oldest transaction that runs, and other tests use the server too.
    public override async Task SettleAsync()
    {
        while (await _cluster!.ReadAsync<bool>($"select exists (select 1 from {_schema}.change where tx >= pg_snapshot_xmin(pg_current_snapshot()))"))
            await Task.Delay(5);
    }

    internal override Task IndexAsync(IStorage storage, TenantId tenant, IndexKey key) => ((PostgreSqlStorage)storage).IndexAsync(tenant, key);

    public override async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.ExecuteAsync($"drop schema if exists {_schema} cascade");
    }
}

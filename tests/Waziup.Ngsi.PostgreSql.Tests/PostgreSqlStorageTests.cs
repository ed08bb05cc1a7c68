using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Contract.Access;
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

public sealed class PostgreSqlValueTests : ValueContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlVisitTests : VisitContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlHistoryEditTests : HistoryEditContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlHistoryRemovalTests : HistoryRemovalContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlRemainsTests : RemainsContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlChangeLogTests : ChangeLogContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlDocumentTests : DocumentContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlPassingDocumentTests : PassingDocumentContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlForgetTests : ForgetContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlWrittenTests : WrittenContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlFenceTests : FenceContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlTenantTests : TenantContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlRestoreTests : RestoreContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlNoiseLedgerTests : NoiseLedgerContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlIndexTests : IndexContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlParityTests : ParityContract<PostgreSqlUnderTest>;

public sealed class PostgreSqlHistoryParityTests : HistoryParityContract<PostgreSqlUnderTest>;

/// <summary>A store in a schema of its own.</summary>
public sealed class PostgreSqlUnderTest : StoreUnderTest
{
    readonly string _schema = Cluster.NewSchema();
    Cluster? _cluster;

    public override bool AddsUp => true;

    public override async ValueTask<IStorage> OpenAsync(TimeProvider time)
    {
        _cluster ??= await Cluster.SharedAsync();
        var storage = new PostgreSqlStorage(
            new PostgreSqlOptions { Connection = _cluster.Connection, Schema = _schema, MaxGroup = MaxGroup, QueryConnections = 4 }, time,
            NullLogger<PostgreSqlStorage>.Instance);
        await storage.PrepareAsync(TestContext.Current.CancellationToken);
        return storage;
    }

    // Readers of the log wait for the oldest transaction that runs, and other tests use the server too.
    public override async Task SettleAsync(IStorage storage)
    {
        var newest = await _cluster!.ReadAsync<long>($"select coalesce(max(seq), 0) from {_schema}.change");
        if (newest > 0)
            await storage.Changes.WaitAsync(newest - 1, TestContext.Current.CancellationToken);
    }


    internal override async Task<(long Values, long Places, long Complete)> CountIndexesAsync(IStorage storage) => (
        await _cluster!.ReadAsync<long>($"select count(*) from {_schema}.value"), await _cluster.ReadAsync<long>($"select count(*) from {_schema}.place"),
        await _cluster.ReadAsync<long>($"select count(*) from {_schema}.indexed where complete"));

    public override async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.ExecuteAsync($"drop schema if exists {_schema} cascade");
    }
}

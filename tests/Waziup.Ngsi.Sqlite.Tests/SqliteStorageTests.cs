using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Contract.Access;
using Waziup.Ngsi.Contract.Parity;
using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite.Tests;

public sealed class SqliteEntityTests : EntityContract<SqliteUnderTest>;

public sealed class SqliteQueryTests : QueryContract<SqliteUnderTest>;

public sealed class SqliteHistoryTests : HistoryContract<SqliteUnderTest>;

public sealed class SqliteWindowTests : WindowContract<SqliteUnderTest>;

public sealed class SqliteValueTests : ValueContract<SqliteUnderTest>;

public sealed class SqliteVisitTests : VisitContract<SqliteUnderTest>;

public sealed class SqliteHistoryEditTests : HistoryEditContract<SqliteUnderTest>;

public sealed class SqliteHistoryRemovalTests : HistoryRemovalContract<SqliteUnderTest>;

public sealed class SqliteRemainsTests : RemainsContract<SqliteUnderTest>;

public sealed class SqliteChangeLogTests : ChangeLogContract<SqliteUnderTest>;

public sealed class SqliteDocumentTests : DocumentContract<SqliteUnderTest>;

public sealed class SqlitePassingDocumentTests : PassingDocumentContract<SqliteUnderTest>;

public sealed class SqliteForgetTests : ForgetContract<SqliteUnderTest>;

public sealed class SqliteWrittenTests : WrittenContract<SqliteUnderTest>;

public sealed class SqliteFenceTests : FenceContract<SqliteUnderTest>;

public sealed class SqliteTenantTests : TenantContract<SqliteUnderTest>;

public sealed class SqliteRestoreTests : RestoreContract<SqliteUnderTest>;

public sealed class SqliteNoiseLedgerTests : NoiseLedgerContract<SqliteUnderTest>;

public sealed class SqliteIndexTests : IndexContract<SqliteUnderTest>;

public sealed class SqliteParityTests : ParityContract<SqliteUnderTest>;

public sealed class SqliteHistoryParityTests : HistoryParityContract<SqliteUnderTest>;

/// <summary>A store in a folder of its own.</summary>
public sealed class SqliteUnderTest : StoreUnderTest
{
    readonly TestFolder _folder = new();

    public override bool AddsUp => true;

    public override async ValueTask<IStorage> OpenAsync(TimeProvider time)
    {
        var storage = new SqliteStorage(new SqliteOptions { Path = _folder.File("context.db"), MaxGroup = MaxGroup }, time, NullLogger<SqliteStorage>.Instance);
        await storage.PrepareAsync(TestContext.Current.CancellationToken);
        return storage;
    }


    internal override Task<(long Values, long Places, long Complete)> CountIndexesAsync(IStorage storage)
    {
        using var connection = new Connection(_folder.File("context.db"), Purpose.Read);
        return Task.FromResult((Count("select count(*) from value"), Count("select count(*) from place"), Count("select count(*) from indexed where complete")));

        long Count(string sql) => connection.Number(sql)!.Value;
    }

    public override (int Indexed, int Recent) CheckHistory() => HistoryNames.Check(_folder.File("context.db"));

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

using Waziup.Ngsi.Contract.Access;
using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Memory;

namespace Waziup.Ngsi.Tests.Storage;

public sealed class MemoryEntityTests : EntityContract<MemoryUnderTest>;

public sealed class MemoryQueryTests : QueryContract<MemoryUnderTest>;

public sealed class MemoryHistoryTests : HistoryContract<MemoryUnderTest>;

public sealed class MemoryWindowTests : WindowContract<MemoryUnderTest>;

public sealed class MemoryValueTests : ValueContract<MemoryUnderTest>;

public sealed class MemoryVisitTests : VisitContract<MemoryUnderTest>;

public sealed class MemoryHistoryEditTests : HistoryEditContract<MemoryUnderTest>;

public sealed class MemoryHistoryRemovalTests : HistoryRemovalContract<MemoryUnderTest>;

public sealed class MemoryRemainsTests : RemainsContract<MemoryUnderTest>;

public sealed class MemoryChangeLogTests : ChangeLogContract<MemoryUnderTest>;

public sealed class MemoryDocumentTests : DocumentContract<MemoryUnderTest>;

public sealed class MemoryPassingDocumentTests : PassingDocumentContract<MemoryUnderTest>;

public sealed class MemoryForgetTests : ForgetContract<MemoryUnderTest>;

public sealed class MemoryWrittenTests : WrittenContract<MemoryUnderTest>;

public sealed class MemoryFenceTests : FenceContract<MemoryUnderTest>;

public sealed class MemoryTenantTests : TenantContract<MemoryUnderTest>;

public sealed class MemoryRestoreTests : RestoreContract<MemoryUnderTest>;

public sealed class MemoryNoiseLedgerTests : NoiseLedgerContract<MemoryUnderTest>;

/// <summary>The reference store.</summary>
public sealed class MemoryUnderTest : StoreUnderTest
{
    public override bool IsDurable => false;

    public override ValueTask<IStorage> OpenAsync(TimeProvider time) => ValueTask.FromResult<IStorage>(new MemoryStorage());

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

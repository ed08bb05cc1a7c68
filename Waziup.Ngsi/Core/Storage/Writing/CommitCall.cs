using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage.Writing;

/// <summary>Intents of one caller.</summary>
internal sealed class CommitCall(TenantId tenant, ReadOnlyMemory<Intent> intents, ILogger logger) : WriteCall
{
    private readonly Change[] _changes = new Change[intents.Length];

    private readonly TaskCompletionSource<ImmutableArray<Change>> _answer = new();

    public Task<ImmutableArray<Change>> Changes => _answer.Task;

    public override int Count => intents.Length;

    public override (TenantId Tenant, EntityId Id) Subject(int step) => (tenant, intents.Span[step].Id);

    public override void Run(IWriteTransaction transaction, int step)
    {
        ref readonly var intent = ref intents.Span[step];
        if (intent.Fence < transaction.Fence)
        {
            _changes[step] = Change.Refuse(NgsiLdErrors.Overtaken);
            return;
        }
        var row = transaction.Load(tenant, intent.Id);
        var change = Apply(in intent, row.Current);
        if (change.Writes)
            transaction.Add(row, change);
        _changes[step] = change;
    }

    protected override void Complete() => _answer.SetResult(ImmutableCollectionsMarshal.AsImmutableArray(_changes));

    protected override void Fail(NgsiLdError error) => _answer.SetException(new NgsiLdException(error));

    protected override void Refuse(int step, NgsiLdError error) => _changes[step] = Change.Refuse(error);

    private Change Apply(in Intent intent, Entity? current)
    {
        try
        {
            return intent.Apply(current);
        }
        catch (NgsiLdException refused)
        {
            return Change.Refuse(refused.Error);
        }
        catch (Exception failure)
        {
            var trace = ActivityTraceId.CreateRandom().ToHexString();
            WriteLog.WriteFailed(logger, intent.Id.Value, trace, failure);
            return Change.Refuse(NgsiLdErrors.Internal(trace));
        }
    }
}

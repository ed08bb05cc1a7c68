using Waziup.Ngsi.Access;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Client.Tests.Examples;

public sealed class ReadOnlyPolicy : IAccessPolicy
{
    public ValueTask<Grant> GrantAsync(Caller caller, TenantId tenant, Right right, CancellationToken cancel) =>
        ValueTask.FromResult(right is Right.Read or Right.History ? Grant.Open : Grant.None);
}

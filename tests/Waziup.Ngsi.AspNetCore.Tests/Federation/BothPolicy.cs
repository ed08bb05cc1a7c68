using Waziup.Ngsi.Access;
using Waziup.Ngsi.AspNetCore.Tests.Gate;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>The secrets of <see cref="SecretPolicy"/>, and anybody may register sources and subscribe.</summary>
sealed class BothPolicy : IAccessPolicy
{
    private readonly SecretPolicy _secrets = new();

    public ValueTask<Grant> GrantAsync(Caller caller, TenantId tenant, Right right, CancellationToken cancel) =>
        right is Right.Register or Right.Subscribe ? ValueTask.FromResult(Grant.Open) : _secrets.GrantAsync(caller, tenant, right, cancel);
}

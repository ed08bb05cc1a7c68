using Waziup.Ngsi.Access;
using Waziup.Ngsi.AspNetCore.Tests.Gate;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>The secrets of <see cref="SecretPolicy"/>, and anybody may register sources, and do what else is named.</summary>
sealed class OwnerPolicy(params Right[] free) : IAccessPolicy
{
    private readonly SecretPolicy _secrets = new();

    public ValueTask<Grant> GrantAsync(Caller caller, TenantId tenant, Right right, CancellationToken cancel) =>
        right == Right.Register || free.Contains(right) ? ValueTask.FromResult(Grant.Open) : _secrets.GrantAsync(caller, tenant, right, cancel);
}

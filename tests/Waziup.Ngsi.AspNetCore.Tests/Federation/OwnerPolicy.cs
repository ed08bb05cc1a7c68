using Waziup.Ngsi.Access;
using Waziup.Ngsi.AspNetCore.Tests.Gate;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>The secrets of <see cref="SecretPolicy"/>, and anybody may register sources.</summary>
sealed class OwnerPolicy : IAccessPolicy
{
    private readonly SecretPolicy _secrets = new();

    public ValueTask<Grant> GrantAsync(Caller caller, TenantId tenant, Right right, CancellationToken cancel) =>
        right == Right.Register ? ValueTask.FromResult(Grant.Open) : _secrets.GrantAsync(caller, tenant, right, cancel);
}

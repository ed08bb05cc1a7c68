using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access;

/// <summary>Judges what is done in a snapshot by the rules of the tenant that it was taken of.</summary>
internal sealed class OriginPolicy(IAccessPolicy policy) : IAccessPolicy
{
    /// <inheritdoc/>
    public async ValueTask<Grant> GrantAsync(Caller caller, TenantId tenant, Right right, CancellationToken cancel) =>
        await policy.GrantAsync(caller, tenant.Origin, right, cancel) is var grant && tenant.IsSnapshot ? grant.InSnapshot : grant;
}

using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access;

/// <summary>Everybody may do everything. For a broker that only this machine can reach.</summary>
public sealed class OpenPolicy : IAccessPolicy
{
    /// <inheritdoc/>
    public ValueTask<Grant> GrantAsync(Caller caller, TenantId tenant, Right right, CancellationToken cancel) => ValueTask.FromResult(Grant.Open);
}

using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access;

/// <summary>Decides what a caller may do. The seam where a host brings its own rules.</summary>
public interface IAccessPolicy
{
    /// <summary>What the right gives the caller in the tenant. Called for every request: answers should be cached.</summary>
    ValueTask<Grant> GrantAsync(Caller caller, TenantId tenant, Right right, CancellationToken cancel);
}

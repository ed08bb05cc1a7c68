using Waziup.Ngsi.Access;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker;

/// <summary>Stored things belong to who has made them; for anybody else but an administrator they are not there.</summary>
/// <param name="policy">Says who may keep such things, and who administers.</param>
/// <param name="right">The right to keep them.</param>
internal sealed class Ownership(IAccessPolicy policy, Right right)
{
    /// <exception cref="NgsiLdException">Unauthorized or Forbidden.</exception>
    public async ValueTask CheckAsync(Call call, CancellationToken cancel) =>
        AccessErrors.CheckAny(await policy.GrantAsync(call.Caller, call.Tenant, right, cancel), call.Caller);

    /// <summary>Which of them the caller sees.</summary>
    public async ValueTask<Predicate<IStoredForm>> SeesAsync(Call call, CancellationToken cancel)
    {
        await CheckAsync(call, cancel);
        return await SeesAsync(call.Caller, call.Tenant, cancel);
    }

    /// <summary>Which of them somebody sees; none where he may not keep any.</summary>
    public async ValueTask<Predicate<IStoredForm>> SeesAsync(Caller caller, TenantId tenant, CancellationToken cancel)
    {
        if ((await policy.GrantAsync(caller, tenant, right, cancel)).IsNothing)
            return _ => false;
        var seesAll = (await policy.GrantAsync(caller, tenant, Right.Administer, cancel)).IsOfAll;
        // All who are unknown are one.
        return stored => seesAll || stored.Owner.Subject == caller.Subject;
    }
}

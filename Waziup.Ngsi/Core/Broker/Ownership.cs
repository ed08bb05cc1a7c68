using Waziup.Ngsi.Access;

namespace Waziup.Ngsi.Broker;

/// <summary>Stored things belong to who has made them; for anybody else but an administrator they are not there.</summary>
/// <param name="policy">Says who may keep such things, and who administers.</param>
/// <param name="right">The right to keep them.</param>
internal sealed class Ownership(IAccessPolicy policy, Right right)
{
    /// <exception cref="Model.NgsiLdException">Unauthorized or Forbidden.</exception>
    public async ValueTask CheckAsync(Call call, CancellationToken cancel) =>
        AccessErrors.CheckAny(await policy.GrantAsync(call.Caller, call.Tenant, right, cancel), call.Caller);

    /// <summary>Which of them the caller sees.</summary>
    public async ValueTask<Predicate<IStoredForm>> SeesAsync(Call call, CancellationToken cancel)
    {
        await CheckAsync(call, cancel);
        var seesAll = !(await policy.GrantAsync(call.Caller, call.Tenant, Right.Administer, cancel)).IsNothing;
        // All who are unknown are one.
        return stored => seesAll || stored.Owner.Subject == call.Caller.Subject;
    }
}

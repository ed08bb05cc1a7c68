using Waziup.Ngsi.Access;
using Waziup.Ngsi.AspNetCore.Tests.Gate;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>The secrets of <see cref="SecretPolicy"/>, and anybody may subscribe; one may lose his rights.</summary>
sealed class SubscriberPolicy : IAccessPolicy
{
    private readonly SecretPolicy _secrets = new();

    /// <summary>Who may do nothing any more.</summary>
    public string? Banned { get; set; }

    public ValueTask<Grant> GrantAsync(Caller caller, TenantId tenant, Right right, CancellationToken cancel)
    {
        if (Banned is not null && caller.Subject == Banned)
            return ValueTask.FromResult(Grant.None);
        return right == Right.Subscribe ? ValueTask.FromResult(Grant.Open) : _secrets.GrantAsync(caller, tenant, right, cancel);
    }
}

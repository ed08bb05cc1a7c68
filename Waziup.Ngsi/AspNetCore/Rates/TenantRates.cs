using Microsoft.AspNetCore.Http;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Rates;

/// <summary>Holds tenants to so many requests a second, as <see cref="TenantLimits.RequestsPerSecond"/> says.</summary>
internal sealed class TenantRates(TenantLimits limits)
{
    private readonly RateGate<TenantId>? _gate = limits.RequestsPerSecond is { } rate ? new RateGate<TenantId>(rate) : null;

    /// <summary>Counts a request.</summary>
    /// <exception cref="NgsiLdException">TooManyRequests; the answer's Retry-After is set.</exception>
    public void Count(HttpContext http, TenantId tenant)
    {
        if (_gate?.Count(tenant) is > 0 and var wait)
            throw new NgsiLdException(TooMany.Of(http, wait, "the tenant asks more often than it may; try again later"));
    }
}

using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Holds tenants to so many requests a second, as <see cref="TenantLimits.RequestsPerSecond"/> says.</summary>
internal sealed class TenantRates
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly PartitionedRateLimiter<TenantId>? _limiter;

    public TenantRates(TenantLimits limits)
    {
        if (limits.RequestsPerSecond is not { } rate)
            return;
        // A token each time that one is due, but not more often than ten times a second.
        var tokens = Math.Max(1, rate / 10);
        var options = new TokenBucketRateLimiterOptions
        {
            TokenLimit = rate,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = Second * tokens / rate,
            QueueLimit = 0,
        };
        _limiter = PartitionedRateLimiter.Create<TenantId, TenantId>(tenant => RateLimitPartition.GetTokenBucketLimiter(tenant, _ => options));
    }

    /// <summary>Counts a request.</summary>
    /// <exception cref="NgsiLdException">TooManyRequests; the answer's Retry-After is set.</exception>
    public void Count(HttpContext http, TenantId tenant)
    {
        if (_limiter is null)
            return;
        using var lease = _limiter.AttemptAcquire(tenant);
        if (lease.IsAcquired)
            return;
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? Math.Max(1, (int)Math.Ceiling(time.TotalSeconds)) : 1;
        http.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        throw new NgsiLdException(NgsiLdErrors.TooManyRequests("the tenant asks more often than it may; try again later"));
    }
}

using System.Threading.RateLimiting;

namespace Waziup.Ngsi.AspNetCore.Rates;

/// <summary>Lets so many through each second for each key, and as many at once. Who has not come for a while is forgotten.</summary>
internal sealed class RateGate<TKey>
    where TKey : notnull
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly PartitionedRateLimiter<TKey> _limiter;

    public RateGate(int perSecond)
    {
        // A token each time that one is due, but not more often than ten times a second.
        var tokens = Math.Max(1, perSecond / 10);
        var options = new TokenBucketRateLimiterOptions
        {
            TokenLimit = perSecond,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = Second * tokens / perSecond,
            QueueLimit = 0,
        };
        _limiter = PartitionedRateLimiter.Create<TKey, TKey>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => options));
    }

    /// <summary>Counts one.</summary>
    /// <returns>0 where it may go on; else after how many seconds another one may.</returns>
    public int Count(TKey key)
    {
        using var lease = _limiter.AttemptAcquire(key);
        if (lease.IsAcquired)
            return 0;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? Math.Max(1, (int)Math.Ceiling(time.TotalSeconds)) : 1;
    }
}

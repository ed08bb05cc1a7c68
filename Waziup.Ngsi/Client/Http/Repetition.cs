using System.Net;

namespace Waziup.Ngsi.Client.Http;

/// <summary>Whether and when a request is sent again that the broker put off.</summary>
internal static class Repetition
{
    /// <summary>How long to wait; null where the answer is final.</summary>
    public static TimeSpan? Delay(HttpResponseMessage response, int attempt, NgsiLdClientOptions options)
    {
        if (attempt >= options.Retries || response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
            return null;
        // Where the broker does not say: 1, 2, 4 … seconds.
        var delay = RetryAfter(response, options.Clock) ?? TimeSpan.FromSeconds(1 << Math.Min(attempt, 16));
        return delay <= options.MaxRetryDelay ? delay : null;
    }

    /// <summary>What the header says, never negative.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider clock)
    {
        var header = response.Headers.RetryAfter;
        var delay = header?.Delta ?? header?.Date - clock.GetUtcNow();
        return delay < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.AspNetCore.Rates;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Holds callers to so many requests and attempts.</summary>
public static class RateExtensions
{
    /// <summary>
    /// Answers with 429 where an address has shown too often in a minute what does not let anybody in (401), until the minute is over. What has let
    /// somebody in from there goes on. Comes before <see cref="AccessExtensions.UseIdentity"/>.
    /// </summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="most">How many failures in a minute, of an IPv4 address or the /64 of an IPv6 one; at least 1.</param>
    public static IApplicationBuilder UseFailureLimit(this IApplicationBuilder app, int most)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var attempts = new FailedAttempts(most, app.ApplicationServices.GetRequiredService<TimeProvider>());
        return app.Use(next => http =>
        {
            if (!Attempt.IsOne(http.Request))
                return next(http);
            var from = RemoteAddress.Of(http);
            var shown = Attempt.HashOf(http.Request, from);
            if (attempts.Knows(shown))
                return next(http);
            if (attempts.Wait(from) is > 0 and var wait)
                return RefuseAsync(http, wait, "too many attempts have failed; try again later");
            new Attempt(attempts, http, from, shown).Watch();
            return next(http);
        });
    }

    /// <summary>
    /// Answers with 429 where a caller asks more often than he may: a key, a person, or for somebody unknown his address (of IPv6 the /64). Comes behind
    /// <see cref="AccessExtensions.UseIdentity"/>, where there is that, and before <c>UseNgsiLd</c>.
    /// </summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="perSecond">How many requests a second, on the average and at once; at least 1.</param>
    /// <param name="callerOf">Who sends a request; by default as UseIdentity has found out.</param>
    public static IApplicationBuilder UseCallerLimit(this IApplicationBuilder app, int perSecond, Func<HttpContext, Caller>? callerOf = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentOutOfRangeException.ThrowIfLessThan(perSecond, 1);
        var gate = new RateGate<CallerMark>(perSecond);
        var find = callerOf ?? AccessExtensions.CallerOf;
        return app.Use(next => http => gate.Count(CallerMark.Of(find(http), RemoteAddress.Of(http))) is > 0 and var wait
            ? RefuseAsync(http, wait, "the caller asks more often than he may; try again later")
            : next(http));
    }

    private static Task RefuseAsync(HttpContext http, int wait, string detail) =>
        ProblemWriter.WriteAsync(http, TooMany.Of(http, wait, detail), http.RequestAborted).AsTask();
}

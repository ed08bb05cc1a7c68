using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Providers;

/// <summary>When a provider is asked.</summary>
internal static class Schedule
{
    /// <summary>The shortest time between two questions, whatever was asked for.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);

    /// <summary>The longest.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastRetry = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestWish = TimeSpan.FromDays(1);

    /// <summary>When it is due.</summary>
    /// <param name="every">How often it is asked.</param>
    /// <param name="state">What has become of it.</param>
    /// <param name="now">The time; a due time that lies farther from it than can be, as where a clock was put back, is now.</param>
    public static Instant DueAt(TimeSpan every, ProviderState state, Instant now)
    {
        var (due, most) = state.Failures > 0 ? (state.RetryAt, LongestWish) : (Plus(state.LastSuccess, every), every);
        return due.IsNone || due > Plus(now, most) ? now : due;
    }

    /// <summary>When it is tried again: after two, four, eight times its period, of which at most a minute counts, up to an hour; half of that or up to all of it,
    /// so that those who failed together do not come back together. Not before the source wants it, which may put it off by a day.</summary>
    /// <param name="now">The time.</param>
    /// <param name="every">How often it is asked.</param>
    /// <param name="failures">How often it has failed in a row; 1 or more.</param>
    /// <param name="wish">What the source has asked for; null for nothing.</param>
    /// <param name="chance">A number of 0 to 1.</param>
    public static Instant RetryAt(Instant now, TimeSpan every, long failures, TimeSpan? wish, double chance)
    {
        var first = every < FirstRetry ? every : FirstRetry;
        var pause = Math.Min(first.TotalSeconds * Math.Pow(2, Math.Min(failures, 32)), LastRetry.TotalSeconds) * (0.5 + (chance / 2));
        var least = Math.Min((wish ?? TimeSpan.Zero).TotalSeconds, LongestWish.TotalSeconds);
        return Plus(now, TimeSpan.FromSeconds(Math.Max(Math.Max(pause, least), Shortest.TotalSeconds)));
    }

    private static Instant Plus(Instant from, TimeSpan span) => from.IsNone ? from : new Instant(from.Micros + (long)span.TotalMicroseconds);
}

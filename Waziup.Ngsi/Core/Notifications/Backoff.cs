namespace Waziup.Ngsi.Notifications;

/// <summary>How long to wait before trying again.</summary>
internal static class Backoff
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>1, 4, 16 s and so on, up to a minute; half of it or up to one and a half, so that those who failed together do not come back together.</summary>
    /// <param name="attempt">How many attempts have failed; 1 or more.</param>
    public static TimeSpan Of(int attempt) => Of(attempt, 4, Longest);

    /// <summary>The same with another factor and another longest pause.</summary>
    /// <param name="attempt">How many attempts have failed; 1 or more.</param>
    /// <param name="factor">How much longer each pause is than the one before.</param>
    /// <param name="longest">The longest pause, before chance makes it up to half as long again.</param>
    public static TimeSpan Of(int attempt, double factor, TimeSpan longest) =>
        Math.Min(longest.TotalSeconds, Math.Pow(factor, Math.Min(attempt, 16) - 1)) * TimeSpan.FromSeconds(0.5 + Random.Shared.NextDouble());
}

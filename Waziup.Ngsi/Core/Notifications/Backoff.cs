namespace Waziup.Ngsi.Notifications;

/// <summary>How long to wait before trying again.</summary>
internal static class Backoff
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>1, 4, 16 s and so on, up to a minute; half of it or up to one and a half, so that those who failed together do not come back together.</summary>
    /// <param name="attempt">How many attempts have failed; 1 or more.</param>
    public static TimeSpan Of(int attempt)
    {
        var seconds = Math.Min(Longest.TotalSeconds, Math.Pow(4, Math.Min(attempt, 10) - 1));
        return TimeSpan.FromSeconds(seconds * (0.5 + Random.Shared.NextDouble()));
    }
}

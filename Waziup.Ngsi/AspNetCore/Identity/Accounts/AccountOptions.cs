namespace Waziup.Ngsi.AspNetCore.Identity.Accounts;

/// <summary>How accounts with passwords are kept.</summary>
public sealed class AccountOptions
{
    /// <summary>Whether anybody may make himself an account, which has no role and the default tenant alone.</summary>
    /// <value>Default false: administrators make them.</value>
    public bool OpenRegistration { get; set; }

    /// <summary>Whether there are none, since somebody else vouches for people.</summary>
    /// <value>Default false.</value>
    public bool AreOff { get; set; }

    /// <summary>How many characters a password has at least.</summary>
    /// <value>Default 10; 8 to 100.</value>
    public int MinPassword { get; set; } = 10;

    /// <summary>After how many wrong passwords in a row an account is locked.</summary>
    /// <value>Default 5; 1 to 100.</value>
    public int MaxFailures { get; set; } = 5;

    /// <summary>For how long it is locked then.</summary>
    /// <value>Default 15 minutes; 1 second to 1 day.</value>
    public TimeSpan LockTime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long an access token is good.</summary>
    /// <value>Default 15 minutes; 1 second to 1 day.</value>
    public TimeSpan AccessTime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a session lasts in which nothing is refreshed.</summary>
    /// <value>Default 30 days; 1 minute to 400 days.</value>
    public TimeSpan SessionTime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a session lasts at most, however often it is refreshed.</summary>
    /// <value>Default 180 days; 1 minute to 400 days.</value>
    public TimeSpan LongestSession { get; set; } = TimeSpan.FromDays(180);

    internal bool IsGood => MinPassword is >= 8 and <= 100 && MaxFailures is >= 1 and <= 100 && IsWithin(LockTime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1))
        && IsWithin(AccessTime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)) && IsWithin(SessionTime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(400))
        && IsWithin(LongestSession, TimeSpan.FromMinutes(1), TimeSpan.FromDays(400));

    private static bool IsWithin(TimeSpan time, TimeSpan least, TimeSpan most) => time >= least && time <= most;
}

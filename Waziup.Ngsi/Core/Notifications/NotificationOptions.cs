namespace Waziup.Ngsi.Notifications;

/// <summary>Bounds on notifications, and how hard the broker tries.</summary>
public sealed class NotificationOptions
{
    /// <summary>How often a notification that fails is tried again before it is given up.</summary>
    /// <value>0 or more; default 3. The waits grow: 1, 4, 16 s and so on, up to a minute, each more or less.</value>
    public int Retries { get; set; } = 3;

    /// <summary>How long an attempt may take where the subscription does not say, and at most where it does.</summary>
    /// <value>100 ms or more; default 10 s.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many subscriptions a tenant may have; beyond: 403.</summary>
    /// <value>Default 20,000.</value>
    public int MaxSubscriptions { get; set; } = 20_000;

    /// <summary>How many changes wait in memory for one subscription; what comes beyond is read from the change log when there is room.</summary>
    /// <value>1 or more; default 256.</value>
    public int MaxWaiting { get; set; } = 256;

    /// <summary>How many notifications of a tenant go to one host and port at a time.</summary>
    /// <value>1 or more; default 16.</value>
    public int MaxPerEndpoint { get; set; } = 16;

    /// <summary>How many bytes the changes that wait in memory may take together; what comes beyond is read from the change log later.</summary>
    /// <value>1 MiB or more; default 64 MiB.</value>
    public long MaxWaitingBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How many notifications are under way at a time; of one tenant half as many.</summary>
    /// <value>2 or more; default 1,000.</value>
    public int MaxUnderWay { get; set; } = 1000;

    /// <summary>The shortest timeInterval that a subscription may have.</summary>
    /// <value>10 ms or more; default 100 ms.</value>
    public TimeSpan MinInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a subscription may hold up the common reading of the change log before it is given a position of its own.</summary>
    /// <value>Default 5 s.</value>
    public TimeSpan ParkAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often positions and counters are written.</summary>
    /// <value>100 ms or more; default 1 s. After a loss of power what was sent since is sent again, with the same ids.</value>
    public TimeSpan SaveInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many entities a periodic notification holds; where more match, several are sent.</summary>
    /// <value>1 or more; default 1,000.</value>
    public int MaxEntities { get; set; } = 1000;

    /// <summary>How many live feeds may be open, of one tenant half as many; beyond: 503.</summary>
    /// <value>2 or more; default 200.</value>
    public int MaxFeeds { get; set; } = 200;

    /// <summary>How often a live feed shows that it is alive where nothing happens.</summary>
    /// <value>1 s or more; default 15 s.</value>
    public TimeSpan FeedHeartbeat { get; set; } = TimeSpan.FromSeconds(15);
}

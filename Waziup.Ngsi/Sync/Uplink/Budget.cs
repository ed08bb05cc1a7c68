using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sync.Uplink;

/// <summary>What may still go up on a day of UTC. Nothing is dropped: it waits.</summary>
/// <param name="most">How many bytes may; null for any number.</param>
internal sealed class Budget(long? most)
{
    // So much is kept for what is: what was waits sooner.
    private const double ForThePast = 0.9;

    /// <summary>The day, counted from 1970.</summary>
    public long Day { get; private set; }

    /// <summary>How many bytes have gone up on it.</summary>
    public long Spent { get; private set; }

    /// <summary>Whether nothing may go any more.</summary>
    public bool IsSpent => Spent >= most;

    /// <summary>Whether the past may go.</summary>
    public bool AllowsPast => most is null || Spent < ForThePast * most;

    /// <summary>Goes on from what was noted.</summary>
    public void Load(long day, long spent) => (Day, Spent) = (day, spent);

    /// <summary>Begins a new day where there is one.</summary>
    public void Turn(Instant now)
    {
        if (now.Micros / TimeSpan.MicrosecondsPerDay is var day && day != Day)
            (Day, Spent) = (day, 0);
    }

    /// <summary>Something went up.</summary>
    public void Add(long bytes) => Spent += bytes;
}

namespace Waziup.Ngsi.Broker;

/// <summary>How much each tenant may hold and ask for, so that none takes the room of the others.</summary>
/// <remarks>
/// What a tenant holds is counted as it writes, and measured from time to time; limits hold from a moment after the start. Who is at a limit can still
/// delete. Other servers on the same store are noticed with the next measurement.
/// </remarks>
public sealed class TenantLimits
{
    /// <summary>How many entities may exist; a write that would create one more is answered with 403 LimitReached.</summary>
    /// <value>Null, the default: any number.</value>
    public long? Entities { get; set; }

    /// <summary>How many rows the history may have; beyond that nothing is written but deletions: 403 LimitReached. Rules of retention make room.</summary>
    /// <value>Null, the default: any number.</value>
    public long? HistoryRows { get; set; }

    /// <summary>How many bytes entities and history may take; beyond that as for the rows.</summary>
    /// <value>Null, the default: any number.</value>
    public long? Bytes { get; set; }

    /// <summary>How many requests a second may come, on the average; as many may come at once. One more is answered with 429 TooManyRequests.</summary>
    /// <value>1 or more; null, the default: any number.</value>
    public int? RequestsPerSecond { get; set; }

    /// <summary>How often what tenants hold is measured. It is measured earlier when one seems to have reached a limit.</summary>
    /// <value>1 second or more; default 10 minutes.</value>
    public TimeSpan MeasureInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether what tenants hold is limited at all.</summary>
    internal bool LimitHolding => Entities is not null || HistoryRows is not null || Bytes is not null;
}

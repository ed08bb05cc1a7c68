namespace Waziup.Load.Bench;

/// <summary>What one server did under one load.</summary>
internal sealed record Measurement
{
    /// <summary>Requests per second; for batches: entities per second.</summary>
    public required double Rate { get; init; }

    /// <summary>Seconds of processor time that the server's process took for 1,000 requests (batches: 1,000 entities).</summary>
    public required double CpuPerThousand { get; init; }

    public required TimeSpan P50 { get; init; }

    public required TimeSpan P99 { get; init; }

    /// <summary>Resident memory of the server's process at the end, in bytes.</summary>
    public required long Resident { get; init; }

    /// <summary>The share of the machine that neither the server nor the load took, 0 to 1.</summary>
    public required double OtherLoad { get; init; }

    /// <summary>Answers that were none or not what the workload expects. One makes the measurement void.</summary>
    public required long Errors { get; init; }

    /// <summary>The bytes of an answer with its headers, in the mean.</summary>
    public double Bytes { get; init; }

    /// <summary>How long the source behind the server takes when it is asked directly, in the middle; null: there is none.</summary>
    public TimeSpan? Direct { get; init; }

    /// <summary>What the server adds to that.</summary>
    public TimeSpan? Added => P50 - Direct;

    /// <summary>How it answers without a source that does not; null: not looked at.</summary>
    public Patience? Patience { get; init; }

    /// <summary>What a load has measured.</summary>
    /// <param name="result">The load's figures.</param>
    /// <param name="itemsPerRequest">The entities in a request.</param>
    /// <param name="meter">Made when the load began.</param>
    /// <param name="pid">The server's process.</param>
    public static Measurement Of(WrkResult result, int itemsPerRequest, LoadMeter meter, int pid)
    {
        var (cpu, other) = meter.Read();
        var items = (double)result.Requests * itemsPerRequest;
        return new()
        {
            Rate = items / result.Duration.TotalSeconds,
            CpuPerThousand = cpu / items * 1000,
            P50 = result.P50,
            P99 = result.P99,
            Resident = Proc.Resident(pid),
            OtherLoad = other,
            Errors = result.Errors,
            Bytes = (double)result.Bytes / result.Requests,
        };
    }
}

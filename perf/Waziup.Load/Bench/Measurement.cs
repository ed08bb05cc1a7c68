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
}

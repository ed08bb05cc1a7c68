using Waziup.Load.Bench.Stores;

namespace Waziup.Load.Bench;

/// <summary>What to measure, and how long.</summary>
internal sealed record BenchOptions
{
    public required IReadOnlyList<Workload> Workloads { get; init; }

    /// <summary>Where host and floor keep what they are sent.</summary>
    public StoreKind Store { get; init; }

    /// <summary>Whether the broker has an index of an attribute of the sample entity, before W1 to W4 write it.</summary>
    public bool IsIndexed { get; init; }

    /// <summary>What the host's stores hold that are queried, and the floor's.</summary>
    public Size Size { get; init; } = Size.Small with { HistoryRows = 1_000_000 };

    /// <summary>Whether the broker on large stores is measured against itself on small ones; then that is what the floor is.</summary>
    public bool IsScale { get; init; }

    /// <summary>The valid pairs of host and floor to measure for each workload.</summary>
    public int Pairs { get; init; } = 7;

    /// <summary>The seconds of a measurement; W4 takes three times as long.</summary>
    public int Seconds { get; init; } = 10;

    /// <summary>
    /// The seconds of load before a measurement, so that the servers' code is compiled, which takes half of it, and their caches are filled.
    /// </summary>
    public int WarmUp { get; init; } = 8;

    /// <summary>How long that usually is: with fewer requests a second the code takes longer to be compiled.</summary>
    public static int UsualWarmUp(StoreKind store) => store == StoreKind.PostgreSql ? 16 : 8;

    public int Connections { get; init; } = 64;

    /// <summary>What every flush takes longer, in milliseconds; 0: nothing is put in between.</summary>
    public double FlushDelayMilliseconds { get; init; }

    /// <summary>The share of the machine that others may take, 0 to 1; a pair with more is measured again.</summary>
    public double OtherLoad { get; init; } = 0.1;

    /// <summary>The command that starts the host.</summary>
    public required string HostCommand { get; init; }

    /// <summary>The command that starts the floor.</summary>
    public required string FloorCommand { get; init; }

    /// <summary>Where the stores of SQLite lie: a folder on the disk that is to be measured.</summary>
    public required string Folder { get; init; }

    /// <summary>The file that gets the report; null: none.</summary>
    public string? ReportFolder { get; init; }
}

namespace Waziup.Load.Bench;

/// <summary>Host and floor, measured one right after the other.</summary>
internal sealed record Pair(Measurement Host, Measurement Floor)
{
    public double Rate => Host.Rate / Floor.Rate;

    public double Cpu => Host.CpuPerThousand / Floor.CpuPerThousand;

    public double P50 => Host.P50 / Floor.P50;

    /// <summary>What host and floor add to the latency of the source behind them.</summary>
    public double Added => Host.Added / Floor.Added ?? double.NaN;

    public double P99 => Host.P99 / Floor.P99;

    public double Bytes => Host.Bytes / Floor.Bytes;

    public long Errors => Host.Errors + Floor.Errors;

    public double OtherLoad => Math.Max(Host.OtherLoad, Floor.OtherLoad);
}

namespace Waziup.Load.Bench;

/// <summary>Host and floor, measured one right after the other.</summary>
internal sealed record Pair(Measurement Host, Measurement Floor)
{
    public double Rate => Host.Rate / Floor.Rate;

    public double Cpu => Host.CpuPerThousand / Floor.CpuPerThousand;

    public double P99 => Host.P99 / Floor.P99;

    public long Errors => Host.Errors + Floor.Errors;

    public double OtherLoad => Math.Max(Host.OtherLoad, Floor.OtherLoad);
}

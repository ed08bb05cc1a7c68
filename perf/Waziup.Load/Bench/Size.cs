namespace Waziup.Load.Bench;

/// <summary>How much the stores hold that are queried.</summary>
/// <param name="Entities">The stations of <see cref="Field"/>.</param>
/// <param name="HistoryRows">The readings of <see cref="Past"/>.</param>
internal sealed record Size(int Entities, int HistoryRows)
{
    /// <summary>What it is compared with.</summary>
    public static readonly Size Small = new(100_000, 100_000);

    /// <summary>What costs are to stay nearly the same with.</summary>
    public static readonly Size Large = new(1_000_000, 10_000_000);
}

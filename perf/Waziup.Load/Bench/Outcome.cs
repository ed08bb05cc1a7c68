namespace Waziup.Load.Bench;

/// <summary>All that was measured for one workload.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Pairs">The valid pairs.</param>
/// <param name="Wanted">The number of pairs that were wanted.</param>
/// <param name="Noisy">Pairs that were thrown away because others used the machine.</param>
/// <param name="Faulty">Pairs that were thrown away because requests failed.</param>
internal sealed record Outcome(Workload Workload, IReadOnlyList<Pair> Pairs, int Wanted, int Noisy, int Faulty);

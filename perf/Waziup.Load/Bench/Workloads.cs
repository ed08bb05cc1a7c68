using Waziup.Load.Bench.Access;
using Waziup.Load.Bench.Federation;

namespace Waziup.Load.Bench;

/// <summary>The workloads and their numbers.</summary>
internal static class Workloads
{
    static readonly Workload W1 = new("W1", "create an entity with 6 attributes, unique ids", WrkScript.Create)
    {
        Targets = [Rate(4)],
        SlowTargets = [Rate(10)],
        IndexedTargets = [Rate(2.4)],
        PostgreSqlTargets = [Rate(2)],
    };

    /// <summary>All of them, in the order in which they run.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        W1,
        new("W2", $"retrieve by id, uniform over {Sample.Count:N0} entities", WrkScript.Retrieve)
        {
            Data = DataKind.Stations,
            Targets = [Rate(0.75), new("CPU per request", pair => pair.Cpu, 1.5, IsMinimum: false), new("p99", pair => pair.P99, 5, IsMinimum: false, Share: 5.0 / 7)],
            PostgreSqlTargets = [Rate(1.2)],
        },
        new("W3", "PATCH one attribute with value and observedAt, uniform over 10,000 entities", settings => WrkScript.Patch(settings, 10_000))
        {
            Data = DataKind.Stations,
            Targets = [Rate(3)],
            SlowTargets = [Rate(7)],
            IndexedTargets = [Rate(2.1)],
            PostgreSqlTargets = [Rate(1.6)],
        },
        new("W3h", "PATCH one attribute with value and observedAt, always the same entity", settings => WrkScript.Patch(settings, 1))
        {
            Data = DataKind.Stations,
            Targets = [Rate(4)],
        },
        new("W4", "batch upsert of 100 entities, half of them new; entities per second against W1's floor", WrkScript.Upsert)
        {
            Data = DataKind.Stations,
            Connections = 8,
            Length = 3,
            Items = WrkScript.BatchSize,
            FloorsLoad = W1,
            Targets = [Rate(3.5)],
        },
        .. QueryWorkloads.All,
        .. FederationWorkloads.All,
        .. AccessWorkloads.All,
    ];

    /// <summary>That host's rate is so many times the floor's.</summary>
    public static Target Rate(double minimum) => new("rate", pair => pair.Rate, minimum, IsMinimum: true);
}

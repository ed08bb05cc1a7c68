using Waziup.Load.Bench.Stores;

namespace Waziup.Load.Bench;

/// <summary>One kind of load, and what is expected of it.</summary>
/// <param name="Name">Its short name, for example W2.</param>
/// <param name="What">What a request does.</param>
/// <param name="Script">Writes the wrk script.</param>
internal sealed record Workload(string Name, string What, Func<ScriptSettings, string> Script)
{
    /// <summary>What takes the place of a measurement of host or floor; null: nothing does.</summary>
    public IScene? Scene { get; init; }

    /// <summary>Lines of its table beside those that all have.</summary>
    public IReadOnlyList<Row> Rows { get; init; } = [];

    /// <summary>What a reader of its table should know beside that; null: nothing.</summary>
    public string? Note { get; init; }

    /// <summary>What the store holds at the start; of a scene, the broker's stores, which are floors too.</summary>
    public DataKind Data { get; init; }

    /// <summary>Whether a measurement leaves the store as it is, which then need not be copied.</summary>
    public bool OnlyReads { get; init; }

    /// <summary>A request to which host and floor have to give the same answer; null: none.</summary>
    public Check? Check { get; init; }

    /// <summary>The connections; 0: as many as the command line says.</summary>
    public int Connections { get; init; }

    /// <summary>The duration, in multiples of the usual one.</summary>
    public int Length { get; init; } = 1;

    /// <summary>The entities in a request: rates count these.</summary>
    public int Items { get; init; } = 1;

    /// <summary>The load under which the floor is measured; null: the same.</summary>
    public Workload? FloorsLoad { get; init; }

    /// <summary>What must be reached.</summary>
    public IReadOnlyList<Target> Targets { get; init; } = [];

    /// <summary>What must be reached when each flush takes 2 ms longer.</summary>
    public IReadOnlyList<Target> SlowTargets { get; init; } = [];

    /// <summary>What must be reached while an attribute is indexed that the load writes.</summary>
    public IReadOnlyList<Target> IndexedTargets { get; init; } = [];

    /// <summary>What must be reached on PostgreSQL.</summary>
    public IReadOnlyList<Target> PostgreSqlTargets { get; init; } = [];

    /// <summary>What must be reached on a large store against a small one.</summary>
    public IReadOnlyList<Target> ScaleTargets { get; init; } = [];

    /// <summary>What the store holds in such a run: the broker makes no index for an empty one.</summary>
    public DataKind DataOf(BenchOptions options) => options.IsIndexed && Data == DataKind.None && Scene is null ? DataKind.Some : Data;

    /// <summary>What must be reached in such a run; nothing where two of its conditions meet.</summary>
    public IReadOnlyList<Target> TargetsOf(BenchOptions options) => options.IsScale ? ScaleTargets : (options.Store, options.IsIndexed, options.FlushDelayMilliseconds > 0) switch
    {
        (StoreKind.Sqlite, false, false) => Targets,
        (StoreKind.Sqlite, false, true) => SlowTargets,
        (StoreKind.Sqlite, true, false) => IndexedTargets,
        (StoreKind.PostgreSql, false, false) => PostgreSqlTargets,
        _ => [],
    };
}

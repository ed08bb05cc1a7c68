namespace Waziup.Load.Bench;

/// <summary>The workloads that query entities and histories.</summary>
internal static class QueryWorkloads
{
    // A part of as many levels as there are stations.
    const int Narrow = 1_000;
    const int Wide = 10;
    const string Among = "20 of 100,000 entities";

    static readonly int Usual = Size.Small.Entities;

    public static IReadOnlyList<Workload> All { get; } =
    [
        Query("W5", $"query by type and a range of values that 0.1 % match, {Among}", settings => QueryScript.ByLevel(settings, Narrow), 0.7, 0.65) with
        {
            ScaleTargets = [Cost(1.6)],
            Check = Check.OfEntities(Field.ByLevel.With("5000", $"{5000 + (Usual / Narrow)}")),
        },
        Query("W5a", $"query by type, 20 of {Field.Few} entities", QueryScript.ByType, 0.6, 0.6) with
        {
            Check = Check.OfEntities(Field.ByType.With()),
        },
        Query("W5b", $"query by type and a range of values that 10 % match, {Among}", settings => QueryScript.ByLevel(settings, Wide), 0.7, 0.65) with
        {
            Check = Check.OfEntities(Field.ByLevel.With("20000", $"{20000 + (Usual / Wide)}")),
        },
        Query("W6", $"near a place with about 50 entities, {Among}", QueryScript.ByPlace, 0.7, 0.65) with
        {
            ScaleTargets = [Cost(1.6)],
            Check = Check.OfEntities(Field.ByPlace(Usual).With("-16.1", "14.1")),
        },
        Query("W7", $"the last 100 of {Past.Readings:N0} readings of an entity", QueryScript.Last, 0.7, 0.65) with
        {
            ScaleTargets = [Cost(1.3)],
            Data = DataKind.Past,
            Check = Check.OfInstances(Past.Last.With(Past.Key(0))),
        },
        Query("W8", "averages of 30 days of readings every 5 minutes", QueryScript.Averages, 0.6, 0.6) with
        {
            Data = DataKind.Past,
            Check = Check.OfAverages(Past.Averages.With(Past.Key(0), "2024-01-02", "2024-02-01")),
        },
        Query("W9", $"query by type with count, {Among} after 50,000", QueryScript.Counted, 0.5, 0.5) with
        {
            Check = Check.OfEntities(Field.Counted.With()),
        },
    ];

    static Target Cost(double most) => new("CPU per request", pair => pair.Cpu, most, IsMinimum: false);

    static Workload Query(string name, string what, Func<ScriptSettings, string> script, double sqlite, double postgreSql) => new(name, what, script)
    {
        Data = DataKind.Field,
        OnlyReads = true,
        Targets = [Workloads.Rate(sqlite)],
        PostgreSqlTargets = [Workloads.Rate(postgreSql)],
    };
}

using System.Globalization;

namespace Waziup.Load.Bench.Federation;

/// <summary>The workloads in which other servers have what is asked for, or might have it.</summary>
internal static class FederationWorkloads
{
    const int Registrations = 10_000;
    const double MostLate = 20;

    // So long that the time a broker takes to ask does not change which source is the slowest.
    static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(10);

    public static IReadOnlyList<Workload> All { get; } =
    [
        One("W13", "retrieve", Through.Entity),
        One("W13q", "query", Through.Page),
        Several("W13x5", "retrieve", 5, Through.Entity),
        Several("W13qx5", "query", 5, Through.Page),
        Several("W13x20", "retrieve", 20, Through.Entity),
        Several("W13qx20", "query", 20, Through.Page),
        new("W13r", $"query by type, 20 of {Field.Few} entities, with {Registrations:N0} registrations of others; floor: without", QueryScript.ByType)
        {
            Scene = new AmongRegistrations(Registrations),
            Targets = [Workloads.Rate(0.9)],
        },
        new("W14", "local retrievals while others wait for a source that never answers; floor: while nobody does", QueryScript.Pond)
        {
            Scene = new BesideSilence(),
            Targets =
            [
                Workloads.Rate(0.9),
                Late("answer after the time limit of the registration", patience => patience.AfterRegistered),
                Late("answer after the time limit of the broker", patience => patience.AfterBrokers),
                Late("answer while the source is left alone", patience => patience.LeftAlone),
                new("answers with a warning", pair => pair.Host.Patience?.Warned ?? 0, 1, IsMinimum: true) { Than = " of all" },
            ],
            Rows =
            [
                new("after the registration's limit, ms", pair => Milliseconds(pair.Host.Patience?.AfterRegistered), "0.0"),
                new("after the broker's limit, ms", pair => Milliseconds(pair.Host.Patience?.AfterBrokers), "0.0"),
                new("while the source is left alone, ms", pair => Milliseconds(pair.Host.Patience?.LeftAlone), "0.0"),
                new("answers with a warning, share", pair => pair.Host.Patience?.Warned ?? 0, "0.00"),
            ],
        },
    ];

    static Workload One(string name, string verb, string path) =>
        new(name, $"{verb} from one source through a broker; floor: a bare reverse proxy", settings => QueryScript.Same(settings, path))
        {
            Scene = new Through(1, TimeSpan.Zero, path),
            Connections = 1,
            Targets = [new("added latency", pair => pair.Added, 1.5, IsMinimum: false)],
            Rows =
            [
                new("the source itself beside the host, p50 ms", pair => Milliseconds(pair.Host.Direct), "0.000"),
                new("the source itself beside the floor, p50 ms", pair => Milliseconds(pair.Floor.Direct), "0.000"),
                new("host adds, ms", pair => Milliseconds(pair.Host.Added), "0.000"),
                new("floor adds, ms", pair => Milliseconds(pair.Floor.Added), "0.000"),
                new("added, host / floor", pair => pair.Added, "0.00"),
            ],
        };

    static Workload Several(string name, string verb, int sources, string path) => new(
        name, string.Create(CultureInfo.InvariantCulture, $"{verb} from {sources} sources through a broker, each with a delay of {Delay.TotalMilliseconds} ms; floor: one of them directly"),
        settings => QueryScript.Same(settings, path))
    {
        Scene = new Through(sources, Delay, path),
        Connections = 1,
        Targets = [new("latency", pair => pair.P50, 2, IsMinimum: false) { Than = " of the slowest source's" }],
        Rows = [new("p50, host / floor", pair => pair.P50, "0.00")],
    };

    static Target Late(string what, Func<Patience, TimeSpan> time) =>
        new(what, pair => Milliseconds(pair.Host.Patience is { } patience ? time(patience) : null), MostLate, IsMinimum: false) { Than = " ms" };

    static double Milliseconds(TimeSpan? time) => time?.TotalMilliseconds ?? double.NaN;
}

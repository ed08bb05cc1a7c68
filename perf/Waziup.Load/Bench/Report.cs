using System.Globalization;
using System.Text;
using Waziup.Load.Bench.Stores;

namespace Waziup.Load.Bench;

/// <summary>Writes what was measured as a Markdown page: a table per workload, what must be reached and what is.</summary>
internal sealed class Report(
    BenchOptions options, string machine, string store, LoadedStore? host, LoadedStore? floor, Streaming? streaming,
    IReadOnlyList<Outcome> outcomes)
{
    const double IdleLimit = 90;
    const double LoadedLimit = 350;
    const double GrowthLimit = 20;
    static readonly TimeSpan FirstByteLimit = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(1.5);

    readonly StringBuilder _text = new();
    bool _allReached = true;

    /// <summary>The name of the file: the day, the workloads, and what was special.</summary>
    public static string FileName(BenchOptions options, DateTimeOffset now)
    {
        var names = string.Join('-', options.Workloads.Select(workload => workload.Name));
        var store = options.Store == StoreKind.PostgreSql ? "-postgresql" : "";
        var indexed = options.IsIndexed ? "-indexed" : "";
        var scale = options.IsScale ? "-scale" : "";
        var slow = options.FlushDelayMilliseconds > 0 ? "-slow" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{now:yyyy-MM-dd}-{names}{store}{indexed}{scale}{slow}.md");
    }

    public string Write(DateTimeOffset now, out bool allReached)
    {
        Line($"# Load, {now:yyyy-MM-dd}");
        Line($"");
        Line($"{machine}");
        Line($"Store: {store}.");
        Line($"{options.Pairs} pairs of {options.Seconds} s, {options.Connections} connections; pairs with more than {options.OtherLoad:P0} other load are measured again.");
        if (options.IsIndexed)
            Line($"The broker has an index of the values of one attribute (temperature) of the sample's type.");
        if (options.Workloads.Any(workload => workload.Data == DataKind.Past))
            Line($"Histories of {options.Size.HistoryRows:N0} readings.");
        if (options.IsScale)
            Line($"The floor is the broker itself with {Size.Small.Entities:N0} entities and {Size.Small.HistoryRows:N0} readings; the host has {options.Size.Entities:N0} entities.");
        if (options.FlushDelayMilliseconds > 0)
            Line($"Every flush of host and floor takes {options.FlushDelayMilliseconds} ms longer (a library before libc).");

        foreach (var outcome in outcomes)
            Write(outcome, outcome.Workload.TargetsOf(options));

        if (host is not null && floor is not null)
            WriteFacts(host, floor);

        if (streaming is not null)
            WriteStreaming(streaming);

        allReached = _allReached;
        return _text.ToString();
    }

    void Write(Outcome outcome, IReadOnlyList<Target> targets)
    {
        var (workload, pairs) = (outcome.Workload, outcome.Pairs);
        var unit = workload.Items > 1 ? "entities" : "requests";
        Line($"");
        Line($"## {workload.Name}: {workload.What}");
        Line($"");
        if (workload.Note is { } note)
            Line($"{note}");
        if (workload.Connections > 0)
            Line($"Connections: {workload.Connections}.");
        Line($"{pairs.Count} valid pairs, {outcome.Noisy} discarded for other load, {outcome.Faulty} void for errors.");
        Line($"");
        Line($"| | lower quartile | median | upper quartile |");
        Line($"|---|---:|---:|---:|");
        foreach (var (name, value, format) in (IEnumerable<Row>)[.. Usual(unit), .. workload.Rows])
        {
            var quartiles = Quartiles.Of(pairs.Select(value));
            var numbers = new[] { quartiles.Lower, quartiles.Median, quartiles.Upper }.Select(number => number.ToString(format, CultureInfo.InvariantCulture));
            Line($"| {name} | {string.Join(" | ", numbers)} |");
        }

        Line($"");

        foreach (var target in targets)
        {
            var (reached, text) = target.Judge(pairs);
            Verdict(reached && pairs.Count == outcome.Wanted, pairs.Count == outcome.Wanted ? text : $"{text} (only {pairs.Count} of {outcome.Wanted} pairs are valid)");
        }
    }

    /// <summary>The lines that all tables have.</summary>
    static IEnumerable<Row> Usual(string unit) =>
    [
        new($"host, {unit}/s", pair => pair.Host.Rate, "N0"),
        new("floor, requests/s", pair => pair.Floor.Rate, "N0"),
        new("rate, host / floor", pair => pair.Rate, "0.00"),
        new($"host, CPU s per 1,000 {unit}", pair => pair.Host.CpuPerThousand, "0.0000"),
        new("floor, CPU s per 1,000 requests", pair => pair.Floor.CpuPerThousand, "0.0000"),
        new("CPU, host / floor", pair => pair.Cpu, "0.00"),
        new("host p50, ms", pair => pair.Host.P50.TotalMilliseconds, "0.00"),
        new("floor p50, ms", pair => pair.Floor.P50.TotalMilliseconds, "0.00"),
        new("host p99, ms", pair => pair.Host.P99.TotalMilliseconds, "0.00"),
        new("floor p99, ms", pair => pair.Floor.P99.TotalMilliseconds, "0.00"),
        new("host resident, MB", pair => Megabytes(pair.Host.Resident), "0"),
        new("floor resident, MB", pair => Megabytes(pair.Floor.Resident), "0"),
    ];

    void WriteFacts(LoadedStore h, LoadedStore f)
    {
        Line($"");
        Line($"## Memory and start");
        Line($"");
        Line($"| | host | floor |");
        Line($"|---|---:|---:|");
        Line($"| idle, empty store, resident MB | {Megabytes(h.IdleResident):0} | {Megabytes(f.IdleResident):0} |");
        Line($"| after taking in {Sample.Count:N0} entities, resident MB | {Megabytes(h.LoadedResident):0} | {Megabytes(f.LoadedResident):0} |");
        Line($"| start to first answer with that store, s | {h.StartTime.TotalSeconds:0.00} | {f.StartTime.TotalSeconds:0.00} |");
        Line($"| an entity as it is returned, bytes | {h.Answer.Length} | {f.Answer.Length} |");
        Line($"");
        // The limits are for a gateway, which has SQLite.
        if (options.Store == StoreKind.Sqlite)
            WriteLimits(h);
        // The floor is only a measure as long as it does the same work on the wire.
        Verdict(h.Answer.Length == f.Answer.Length, $"host and floor return the same number of bytes");
    }

    void WriteStreaming(Streaming measured)
    {
        var growth = measured.LateResident - measured.EarlyResident;
        Line($"");
        Line($"## Long answers: {Streaming.Entities:N0} entities each, one request after the other");
        Line($"");
        Line($"First byte after {measured.FirstByte.TotalMilliseconds:0.0} ms (median); resident {Megabytes(measured.EarlyResident):0} MB after 10, {Megabytes(measured.LateResident):0} MB after 1,000.");
        Line($"");
        Verdict(measured.FirstByte < FirstByteLimit, $"first byte before {FirstByteLimit.TotalMilliseconds:0} ms");
        Verdict(Megabytes(growth) < GrowthLimit, $"resident memory grows by less than {GrowthLimit:0} MB");
    }

    void WriteLimits(LoadedStore h)
    {
        Verdict(Megabytes(h.IdleResident) < IdleLimit, $"idle below {IdleLimit:0} MB");
        Verdict(Megabytes(h.LoadedResident) < LoadedLimit, $"with {Sample.Count:N0} entities below {LoadedLimit:0} MB");
        Verdict(h.StartTime < StartLimit, $"start to first answer below {StartLimit.TotalSeconds:0.0} s");
    }

    void Verdict(bool reached, string text)
    {
        _allReached &= reached;
        Line($"- {(reached ? "[x]" : "[ ]")} {text}");
    }

    void Line(FormattableString line) => _text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    static double Megabytes(long bytes) => bytes / 1024.0 / 1024;
}

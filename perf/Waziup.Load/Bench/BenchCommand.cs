using System.CommandLine;
using Waziup.Load.Bench.Stores;

namespace Waziup.Load.Bench;

/// <summary>The command line of <see cref="BenchRun"/>.</summary>
internal static class BenchCommand
{
    /// <param name="run">Does what the options say, and returns the exit code.</param>
    public static Command Create(Func<BenchOptions, CancellationToken, Task<int>> run)
    {
        var names = string.Join(',', Workloads.All.Select(workload => workload.Name));
        var workloads = new Option<string>("--workloads") { Description = $"which of {names}", HelpName = "names", DefaultValueFactory = _ => names };
        var store = new Option<string>("--store") { Description = "where host and floor store", DefaultValueFactory = _ => "sqlite" };
        store.AcceptOnlyFromAmong("sqlite", "postgresql");
        var indexed = new Option<bool>("--indexed") { Description = "have the broker index an attribute that W1 to W4 write" };
        var rows = Number("--history-rows", $"readings in the histories of W7 and W8, {Past.Readings:N0} for each entity", 1_000_000);
        var scale = new Option<bool>("--scale")
        {
            Description = $"instead of the floor take the broker itself on small stores; its own are large: {Size.Large.Entities:N0} entities, {Size.Large.HistoryRows:N0} readings",
        };
        var pairs = Number("--pairs", "pairs of host and floor for each workload", 7);
        var seconds = Number("--seconds", "seconds of a measurement; W4 takes three times as long", 10);
        var warmUp = new Option<int?>("--warm-up")
        {
            Description = $"seconds of load before a measurement; default: {BenchOptions.UsualWarmUp(StoreKind.Sqlite)}, with PostgreSQL {BenchOptions.UsualWarmUp(StoreKind.PostgreSql)}",
            HelpName = "n",
        };
        var connections = Number("--connections", "connections; W4 uses 8, W13 one, but for W13r", 64);
        var otherLoad = Number("--other-load", "percent of the machine that others may use before a pair is discarded", 10);
        var delay = new Option<double>("--flush-delay-ms")
        {
            Description = "make every flush so much slower, by a library that gcc compiles on the spot",
            HelpName = "ms",
        };
        var host = new Option<string?>("--host-command") { Description = "what to start as the host; default: the Release build of Waziup.Server", HelpName = "command" };
        var floor = new Option<string?>("--floor-command") { Description = "what to start as the floor; default: the Release build of Waziup.Floor", HelpName = "command" };
        var folder = new Option<string?>("--folder")
        {
            Description = "where the stores of SQLite lie, on the disk to be measured; default: artifacts/bench; it is deleted afterwards",
            HelpName = "dir",
        };
        var write = new Option<bool>("--write") { Description = "write the report to perf/results" };
        workloads.Validators.Add(result =>
        {
            if (Pick(result.GetValue(workloads)!) is null)
                result.AddError($"--workloads takes a list of {names}");
        });

        var command = new Command("bench", "Measures the broker against the floor: the naive honest server on the same machine.")
        {
            workloads, store, indexed, rows, scale, pairs, seconds, warmUp, connections, otherLoad, delay, host, floor, folder, write,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(store)?.Tokens is [{ Value: "postgresql" }] && result.GetResult(delay)?.Tokens.Count > 0)
                result.AddError("--flush-delay-ms is for SQLite: a library before libc does not reach the database server");
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(warmUp) < 1)
                result.AddError("--warm-up must be at least 1");
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(scale) && Pick(result.GetValue(workloads)!)?.TrueForAll(workload => workload.ScaleTargets.Count > 0) != true)
                result.AddError("--scale is for --workloads W5,W6,W7");
        });
        command.SetAction((parsed, cancel) => run(
            new BenchOptions
            {
                Workloads = Pick(parsed.GetRequiredValue(workloads))!,
                Store = Kind(parsed.GetValue(store)),
                IsIndexed = parsed.GetValue(indexed),
                IsScale = parsed.GetValue(scale),
                Size = parsed.GetValue(scale) ? Size.Large : Size.Small with { HistoryRows = parsed.GetValue(rows) },
                Pairs = parsed.GetValue(pairs),
                Seconds = parsed.GetValue(seconds),
                WarmUp = parsed.GetValue(warmUp) ?? BenchOptions.UsualWarmUp(Kind(parsed.GetValue(store))),
                Connections = parsed.GetValue(connections),
                OtherLoad = parsed.GetValue(otherLoad) / 100.0,
                FlushDelayMilliseconds = parsed.GetValue(delay),
                HostCommand = parsed.GetValue(host) ?? Launch.ServerCommand(),
                FloorCommand = parsed.GetValue(floor) ?? Launch.FloorCommand(),
                Folder = Path.Combine(parsed.GetValue(folder) ?? Path.Combine(Launch.Root(), "artifacts", "bench"), $"run-{Environment.ProcessId}"),
                ReportFolder = parsed.GetValue(write) ? Path.Combine(Launch.Root(), "perf", "results") : null,
            },
            cancel));
        return command;
    }

    static StoreKind Kind(string? store) => store == "postgresql" ? StoreKind.PostgreSql : StoreKind.Sqlite;

    /// <summary>The workloads of a list of names, in their own order; null when a name is unknown.</summary>
    static List<Workload>? Pick(string list)
    {
        var names = list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet();
        var picked = Workloads.All.Where(workload => names.Contains(workload.Name)).ToList();
        return picked.Count == names.Count && picked.Count > 0 ? picked : null;
    }

    static Option<int> Number(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "n", DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) < 1)
                result.AddError($"{name} must be at least 1");
        });
        return option;
    }
}

using System.CommandLine;
using System.Text.Json;
using Waziup.Load.Bench;
using Waziup.Load.Bench.Stores;

namespace Waziup.Load.Tests;

public class BenchTests
{
    [Theory]
    [InlineData(new double[] { 7, 1, 3, 5, 2, 6, 4 }, 2.5, 4, 5.5)]
    [InlineData(new double[] { 1, 2, 3, 4 }, 1.75, 2.5, 3.25)]
    [InlineData(new double[] { 9 }, 9, 9, 9)]
    public void Quartiles_lie_between_the_members_of_the_sorted_sample(double[] sample, double lower, double median, double upper) =>
        Assert.Equal(new Quartiles(lower, median, upper), Quartiles.Of(sample));

    [Fact]
    public void A_sample_of_nothing_has_no_quartiles() => Assert.True(double.IsNaN(Quartiles.Of([]).Median));

    [Fact]
    public void A_minimum_is_judged_by_the_lower_quartile_not_the_median()
    {
        var target = new Target("rate", pair => pair.Rate, 4, IsMinimum: true);

        Assert.True(target.Judge([.. Pairs(4.1, 4.2, 4, 4.4, 3.9, 5, 4.5)]).Reached);
        var (reached, text) = target.Judge([.. Pairs(3.9, 3.8, 4.1, 4.4, 3.9, 5, 4.5)]);
        Assert.False(reached);
        Assert.Contains("lower quartile 3.90, NOT reached", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_maximum_is_judged_by_the_upper_quartile()
    {
        var target = new Target("CPU", pair => pair.Rate, 1.5, IsMinimum: false);

        Assert.True(target.Judge([.. Pairs(1.4, 1.5, 1.2, 1.4, 1.3, 2, 1.5)]).Reached);
        Assert.False(target.Judge([.. Pairs(1.4, 1.6, 1.2, 1.4, 1.3, 2, 1.5)]).Reached);
    }

    [Fact]
    public void A_share_asks_for_that_many_of_the_pairs()
    {
        var target = new Target("p99", pair => pair.Rate, 5, IsMinimum: false, Share: 5.0 / 7);

        Assert.True(target.Judge([.. Pairs(1, 1, 1, 1, 5, 9, 9)]).Reached);
        Assert.False(target.Judge([.. Pairs(1, 1, 1, 1, 9, 9, 9)]).Reached);
        Assert.False(target.Judge([.. Pairs(1, 1, 9)]).Reached);
    }

    [Fact]
    public void Without_a_valid_pair_nothing_is_reached() =>
        Assert.False(new Target("rate", pair => pair.Rate, 0, IsMinimum: true).Judge([]).Reached);

    [Fact]
    public void The_figures_are_found_in_the_output_of_wrk()
    {
        var result = WrkResult.Parse("Running 10s test\nRequests/sec: 5\nRESULT 1234 10000000 1500 9000 2 617000\n");

        Assert.Equal(new WrkResult(1234, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(1.5), TimeSpan.FromMilliseconds(9), 2, 617_000), result);
        Assert.Throws<IOException>(() => WrkResult.Parse("unable to connect"));
    }

    [Fact]
    public void A_process_name_with_blanks_and_brackets_does_not_shift_the_fields()
    {
        const string Stat = "42 (a) b (c) S 1 42 42 0 -1 4194560 100 0 0 0 700 300 20 4 20 0 1 0 5 0 0";

        Assert.Equal(1000, Proc.Ticks(Stat, from: 14, to: 15));
        Assert.Equal(1024, Proc.Ticks(Stat, from: 14, to: 17));
    }

    [Fact]
    public void Waiting_is_not_busy_and_stolen_time_is() =>
        Assert.Equal((1.5, 3.5), Proc.Machine("cpu  50 10 40 120 80 5 5 40 7 0"));

    [Fact]
    public void The_sample_is_an_entity_of_six_attributes_and_about_550_bytes()
    {
        var text = Sample.Loaded(12345);

        using var entity = JsonDocument.Parse(text);
        Assert.Equal(8, entity.RootElement.EnumerateObject().Count());
        Assert.InRange(text.Length, 530, 570);
        Assert.EndsWith(entity.RootElement.GetProperty("id").GetString()!, Sample.PathOf(12345), StringComparison.Ordinal);
        Assert.DoesNotContain('#', text);
    }

    [Fact]
    public void Scripts_make_the_sample_with_all_its_parts_filled_in()
    {
        var lua = Sample.Lua();

        Assert.Contains("'..key..'", lua, StringComparison.Ordinal);
        Assert.Contains("'..time..'", lua, StringComparison.Ordinal);
        Assert.Contains("'..digit..'", lua, StringComparison.Ordinal);
        Assert.DoesNotContain('#', lua);
    }

    [Fact]
    public async Task Everything_is_measured_on_SQLite_unless_something_else_is_said()
    {
        var options = await ParseAsync();

        Assert.Equal(StoreKind.Sqlite, options.Store);
        Assert.False(options.IsIndexed);
        Assert.Equal(1_000_000, options.Size.HistoryRows);
        Assert.Equal("W1 W2 W3 W3h W4 W5 W5a W5b W6 W7 W8 W9 W13 W13q W13x5 W13qx5 W13x20 W13qx20 W13r W14 W2p W2f W3p W5p W5f", string.Join(' ', options.Workloads.Select(workload => workload.Name)));
    }

    [Fact]
    public async Task Store_index_and_histories_are_options()
    {
        var options = await ParseAsync("--store", "postgresql", "--indexed", "--history-rows", "10000000", "--workloads", "W7,W5b");

        Assert.Equal(StoreKind.PostgreSql, options.Store);
        Assert.True(options.IsIndexed);
        Assert.Equal(10_000_000, options.Size.HistoryRows);
        Assert.Equal(["W5b", "W7"], options.Workloads.Select(workload => workload.Name));
    }

    [Fact]
    public async Task Large_stores_are_measured_against_small_ones()
    {
        var options = await ParseAsync("--scale", "--workloads", "W5,W6,W7");

        Assert.Equal((Size.Large, true), (options.Size, options.IsScale));
        Assert.Equal([1.6, 1.6, 1.3], options.Workloads.Select(workload => Assert.Single(workload.TargetsOf(options)).Limit));
    }

    [Theory]
    [InlineData("--scale", "--workloads", "W1,W5")]
    [InlineData("--scale", "--workloads", "W13")]
    [InlineData("--store", "memory")]
    [InlineData("--store", "postgresql", "--flush-delay-ms", "2")]
    [InlineData("--history-rows", "0")]
    [InlineData("--workloads", "W5,W10")]
    public void What_cannot_be_measured_is_refused(params string[] arguments) =>
        Assert.NotEmpty(BenchCommand.Create((_, _) => Task.FromResult(0)).Parse(arguments).Errors);

    [Fact]
    public void Each_kind_of_run_has_its_own_numbers()
    {
        var w1 = Workloads.All[0];
        var options = new BenchOptions { Workloads = [w1], HostCommand = "", FloorCommand = "", Folder = "" };

        Assert.Equal(4, Limit(options));
        Assert.Equal(10, Limit(options with { FlushDelayMilliseconds = 2 }));
        Assert.Equal(2.4, Limit(options with { IsIndexed = true }));
        Assert.Equal(2, Limit(options with { Store = StoreKind.PostgreSql }));
        Assert.Empty(w1.TargetsOf(options with { Store = StoreKind.PostgreSql, IsIndexed = true }));

        double Limit(BenchOptions run) => Assert.Single(w1.TargetsOf(run)).Limit;
    }

    [Fact]
    public void With_an_index_a_measurement_that_creates_does_not_begin_with_an_empty_store()
    {
        var options = new BenchOptions { Workloads = Workloads.All, HostCommand = "", FloorCommand = "", Folder = "" };

        Assert.Equal(DataKind.None, Workloads.All[0].DataOf(options));
        Assert.Equal(DataKind.Some, Workloads.All[0].DataOf(options with { IsIndexed = true }));
        Assert.Empty(Dataset.Of(DataKind.Stations, options, options.Size).Misses);
        Assert.Single(Dataset.Of(DataKind.Stations, options with { IsIndexed = true }, options.Size).Misses);
    }

    [Fact]
    public void A_report_is_named_after_what_was_special()
    {
        var options = new BenchOptions { Workloads = [.. Workloads.All.Take(2)], HostCommand = "", FloorCommand = "", Folder = "" };
        var day = new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal("2026-11-26-W1-W2.md", Report.FileName(options, day));
        Assert.Equal("2026-11-26-W1-W2-postgresql-indexed.md", Report.FileName(options with { Store = StoreKind.PostgreSql, IsIndexed = true }, day));
    }

    static async Task<BenchOptions> ParseAsync(params string[] arguments)
    {
        BenchOptions? parsed = null;
        var command = BenchCommand.Create((options, _) =>
        {
            parsed = options;
            return Task.FromResult(0);
        });
        Assert.Equal(0, await command.Parse(["--host-command", "host", "--floor-command", "floor", .. arguments]).InvokeAsync());
        return parsed!;
    }

    static IEnumerable<Pair> Pairs(params double[] ratios) => ratios.Select(ratio => new Pair(Rate(ratio * 1000), Rate(1000)));

    static Measurement Rate(double rate) => new()
    {
        Rate = rate,
        CpuPerThousand = 0.05,
        P50 = TimeSpan.FromMilliseconds(1),
        P99 = TimeSpan.FromMilliseconds(5),
        Resident = 1,
        OtherLoad = 0,
        Errors = 0,
    };
}

using System.Diagnostics.Metrics;
using Waziup.Server.Operations.Metrics;

namespace Waziup.Server.Tests;

public class PrometheusTextTests
{
    [Fact]
    public void Counters_gauges_and_histograms_are_written_with_their_units()
    {
        using var meter = new Meter("Waziup.Test.Text");
        var counter = meter.CreateCounter<long>("t.things", description: "Things\nseen");
        using var collector = new MetricCollector();
        var gauge = meter.CreateUpDownCounter<int>("t.open");
        var histogram = meter.CreateHistogram<double>("t.wait", "s");
        meter.CreateObservableGauge("t.size", () => 7L, "By");
        counter.Add(2, new KeyValuePair<string, object?>("kind", "a\"b\\c\nd"));
        counter.Add(3, new KeyValuePair<string, object?>("kind", "e"));
        gauge.Add(5);
        gauge.Add(-1);
        foreach (var wait in (double[])[0.0004, 0.0005, 0.3, 100])
            histogram.Record(wait);

        var text = PrometheusText.Write(collector.Read().Where(family => family.Name.StartsWith("t_", StringComparison.Ordinal)));

        Assert.StartsWith("# HELP t_open \n# TYPE t_open gauge\nt_open 4\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE t_size_bytes gauge\nt_size_bytes 7\n", text, StringComparison.Ordinal);
        Assert.Contains("# HELP t_things_total Things seen\n# TYPE t_things_total counter\n"
            + "t_things_total{kind=\"a\\\"b\\\\c\\nd\"} 2\nt_things_total{kind=\"e\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("t_wait_seconds_bucket{le=\"0.0005\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("t_wait_seconds_bucket{le=\"0.25\"} 2\nt_wait_seconds_bucket{le=\"0.5\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("t_wait_seconds_bucket{le=\"10\"} 3\nt_wait_seconds_bucket{le=\"+Inf\"} 4\n", text, StringComparison.Ordinal);
        Assert.Contains("t_wait_seconds_sum 100.3009\nt_wait_seconds_count 4\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Series_have_a_bound_and_those_that_are_there_go_on_counting()
    {
        using var meter = new Meter("Waziup.Test.Bound");
        using var collector = new MetricCollector();
        var counter = meter.CreateCounter<int>("bound.things");
        for (var i = 0; i < Family.MaxSeries + 10; i++)
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        counter.Add(1, new KeyValuePair<string, object?>("id", 0));

        var family = Assert.Single(collector.Read(), family => family.Name == "bound_things_total");

        Assert.Equal(Family.MaxSeries, family.Series.Count());
        Assert.Equal(2, family.Series.Single(pair => pair.Key.Text == "id=\"0\"").Value.Value);
    }

    [Fact]
    public void Recording_under_labels_that_are_known_allocates_nothing()
    {
        using var meter = new Meter("Waziup.Test.Allocation");
        using var collector = new MetricCollector();
        var histogram = meter.CreateHistogram<double>("alloc.wait", "s");
        object status = 200;
        void Record() => histogram.Record(0.1, new("route", "entities"), new("method", "GET"), new("status", status));
        for (var i = 0; i < 100; i++)
            Record();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Record();

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1000, "less than a byte for each");
    }

    [Fact]
    public void Meters_of_others_are_not_listened_to()
    {
        using var meter = new Meter("Somebody.Else");
        using var collector = new MetricCollector();

        Assert.False(meter.CreateCounter<int>("else.things").Enabled);
    }
}

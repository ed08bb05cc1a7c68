using Waziup.Ngsi.Sensors.Pipeline;
using static Waziup.Ngsi.Sensors.Tests.Pipeline.Streams;

namespace Waziup.Ngsi.Sensors.Tests.Pipeline;

public sealed class StreamTests
{
    const string Average = """[{"op":"tumbling","size":"PT10S","method":"avg"}]""";

    [Fact]
    public void A_late_reading_changes_its_window_and_no_other()
    {
        var stream = new SampleStream(Plan(Average));
        stream.Add(Of((0, 1), (12, 5), (25, 7), (31, 9)));

        var change = stream.Add(Of((14, 7)));

        Assert.Equal((10, 6), (Seconds(change.Written.Single()), change.Written.Single().Value));
        Assert.Empty(change.Removed);
    }

    [Fact]
    public void What_was_made_up_is_removed_when_a_real_reading_comes()
    {
        var stream = new SampleStream(Plan("""[{"op":"extrapolate","period":"PT10S","maxAge":"PT30S"}]"""));
        stream.Add(Of((0, 1)));

        var change = stream.Add(Of((15, 2)));

        Assert.Equal([15, 25, 35, 45], change.Written.Select(Seconds));
        Assert.Equal([20, 30], change.Removed.Select(Seconds));
    }

    [Fact]
    public void A_reading_that_is_there_already_changes_nothing()
    {
        var stream = new SampleStream(Plan(Average));
        stream.Add(Of((0, 1), (12, 5)));

        var change = stream.Add(Of((0, 1)));

        Assert.Empty(change.Written);
        Assert.Empty(change.Removed);
        Assert.Empty(change.TooLate);
    }

    [Fact]
    public void What_comes_later_than_allowed_is_left_out()
    {
        var stream = new SampleStream(Plan(Average)) { AllowedLateness = TimeSpan.FromSeconds(60) };
        stream.Add(Of((0, 1), (100, 5)));

        var change = stream.Add(Of((39, 7), (40, 8)));

        Assert.Equal([39], change.TooLate.Select(Seconds));
        Assert.Equal([40], change.Written.Select(Seconds));
    }

    [Fact]
    public void What_is_forgotten_stays_as_it_was()
    {
        var samples = Enumerable.Range(0, 1000).Select(i => new Sample(At(i * 60), i)).ToList();
        var stream = new SampleStream(Plan("""[{"op":"ema","alpha":0.1}]""")) { AllowedLateness = null };
        stream.Add(samples);

        stream.Forget(At(30_000));
        var change = stream.Add(Of((5, 1), (30_030, 1)));
        var whole = Plan("""[{"op":"ema","alpha":0.1}]""").Run([.. samples, .. Of((30_030, 1))]).Outputs;

        Assert.Equal([5], change.TooLate.Select(Seconds));
        Assert.Equal(whole.Where(sample => sample.Time > At(30_000)), stream.Outputs.Where(sample => sample.Time > At(30_000)));
        Assert.InRange(stream.Outputs.Count, 500, 600);
    }

    [Fact]
    public void A_stream_goes_on_from_a_checkpoint_with_the_readings_behind_it()
    {
        var plan = Plan("""[{"op":"movingAverage","window":3},{"op":"tumbling","size":"PT10M","method":"max"}]""");
        var samples = Enumerable.Range(0, 500).Select(i => new Sample(At(i * 60), (i * 7) % 50)).ToList();
        var before = new SampleStream(plan);
        before.Add(samples[..400]);
        var checkpoint = Checkpoint.Parse(before.CheckpointAt(At(300 * 60)).ToJson());

        var after = new SampleStream(plan, checkpoint);
        after.Add(samples);

        Assert.InRange(checkpoint.After.Micros, At(200 * 60).Micros, At(300 * 60).Micros);
        Assert.InRange(checkpoint.Size, 1, 20);
        Assert.Equal(plan.Run(samples).Outputs.TakeLast(after.Outputs.Count), after.Outputs);
        Assert.InRange(after.Outputs.Count, 20, 40);
    }

    [Fact]
    public void What_two_gateways_bring_is_what_one_would_have_brought()
    {
        var plan = Plan("""[{"op":"duplicates","keep":"last"},{"op":"hampel","window":5},{"op":"resample","period":"PT5M","method":"avg"},{"op":"interpolate"}]""");
        var samples = new Generator(7).Samples().Where(sample => !sample.Time.IsNone).ToList();
        var cloud = new SampleStream(plan) { AllowedLateness = null };

        // The second has been away, and both have heard some of the readings.
        cloud.Add(samples.Where((_, i) => i % 3 != 0));
        cloud.Add(samples.Where((_, i) => i % 3 != 1));

        Assert.Equal(plan.Run(samples).Outputs, cloud.Outputs);
        Assert.True(cloud.Outputs.Count > 100, $"{cloud.Outputs.Count} outputs");
    }

    [Fact]
    public void A_checkpoint_of_other_steps_is_refused()
    {
        var checkpoint = Plan("""[{"op":"ema","alpha":0.1}]""").Run(Each(1, 2)).End;

        Assert.Throws<ArgumentException>(() => Plan("""[{"op":"ema","alpha":0.2}]""").Run(Each(3), from: checkpoint));
        Assert.Throws<ArgumentException>(() => new SampleStream(Plan("""[{"op":"ema","alpha":0.2}]"""), checkpoint));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"plan":"x","steps":[{"kept":[{}]}]}""")]
    public void What_is_no_checkpoint_is_refused(string json) => Assert.Throws<FormatException>(() => Checkpoint.Parse(json));

    [Fact]
    public void A_sample_survives_a_checkpoint_with_all_that_it_holds()
    {
        // The moving average keeps the samples that windows made, whole.
        var plan = Plan("""[{"op":"parseNumber"},{"op":"missingTime"},{"op":"grossRange","suspectMax":0},{"op":"affine","factor":3},{"op":"tumbling","size":"PT1S","methods":["avg","stddev"],"accept":[1,2,3]},{"op":"movingAverage","window":9,"accept":[1,2,3]}]""");
        var sample = new Sample(At(1), null)
        {
            Text = "0.1",
            Received = At(2),
            UnitCode = "CEL",
            Attributes = new NamedValues([KeyValuePair.Create("a", (double?)null), KeyValuePair.Create("b", (double?)-0.1)]),
        };

        var end = plan.Run([sample, sample with { Time = At(2) }, sample with { Time = Waziup.Ngsi.Json.Instant.None, Received = At(3) }]).End;

        Assert.Equal(4, end.Size);
        Assert.Equal(end.Memories, Checkpoint.Parse(end.ToJson()).Memories);
    }
}

using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Pipeline;

namespace Waziup.Ngsi.Sensors.Tests.Pipeline;

/// <summary>Generated pipelines over generated samples: how they come in does not show in what comes out.</summary>
public sealed class DeterminismTests
{
    const string Once = """{"op":"missingTime"},{"op":"clockFix"},{"op":"duplicates"}""";

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    /// <summary>Each operation alone, so that a fault is found where it is.</summary>
    public static TheoryData<string> Operations => [.. Generator.Names];

    [Theory]
    [MemberData(nameof(Operations))]
    public void One_operation(string op)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var random = new Generator(seed);
            Check(random, $"[{random.Step(op)}]", seed);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Any_pipeline(int seed)
    {
        var random = new Generator(seed);
        Check(random, random.Steps(), seed);
    }

    static void Check(Generator random, string steps, int seed)
    {
        var (plan, samples) = (Streams.Plan(steps), random.Samples());
        var whole = plan.Run(samples);
        var told = $"seed {seed}, steps {steps}";
        Assert.True(whole.Steps[0].In > 100, told);
        Assert.True(Enumerable.Range(1, Math.Max(0, whole.Outputs.Count - 1)).All(i => whole.Outputs[i - 1].Time <= whole.Outputs[i].Time), $"out of order: {told}");
        Assert.All(whole.Outputs, sample => Assert.True(sample.Value is null == (sample.Flag == Flag.Missing), told));

        Same(whole.Outputs, plan.Run(samples).Outputs, $"twice: {told}");
        Same(whole.Outputs, plan.Run(random.Shuffled(samples)).Outputs, $"shuffled: {told}");
        Arriving(random, plan, samples, whole, told);
        Restarted(random, plan, samples, whole, told);
        Limited(random, plan, samples, told);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_changes_keeps_a_store_in_step(int seed)
    {
        // A store has one sample for each time.
        var random = new Generator(seed);
        var steps = $"""[{Once},{random.Step(random.Pick(Generator.Names))},{random.Step(random.Pick(Generator.Names))}]""";
        var (plan, samples, stored, removed) = (Streams.Plan(steps), random.Samples(), new Dictionary<Instant, Sample>(), 0);
        var stream = new SampleStream(plan) { AllowedLateness = null };
        foreach (var part in random.Parts(random.Shuffled(samples)))
        {
            var change = stream.Add(part);
            foreach (var gone in change.Removed)
                Assert.True(stored.Remove(gone.Time), $"seed {seed}, steps {steps}");
            foreach (var written in change.Written)
                stored[written.Time] = written;
            removed += change.Removed.Count;
        }
        Same(plan.Run(samples).Outputs, [.. stored.Values.OrderBy(sample => sample.Time)], $"seed {seed}, steps {steps}, {removed} removed");
    }

    static void Arriving(Generator random, Plan plan, List<Sample> samples, PlanRun whole, string told)
    {
        var stream = new SampleStream(plan) { AllowedLateness = null };
        foreach (var part in random.Parts(random.Shuffled(samples)))
            Assert.Empty(stream.Add(part).TooLate);
        Same(whole.Outputs, stream.Outputs, $"arriving: {told}");
        Assert.Equal(whole.Steps.Select(step => step with { LastError = null }), stream.Steps.Select(step => step with { LastError = null }));
        Assert.Empty(stream.Add(samples).Written);
    }

    static void Restarted(Generator random, Plan plan, List<Sample> samples, PlanRun whole, string told)
    {
        // The time that a sample has behind the steps that change times.
        var times = samples.Select(sample => plan.Run([sample]).End.After).ToList();
        var edge = times[random.Between(0, times.Count)];
        var first = plan.Run(samples.Where((_, i) => times[i] <= edge));
        var checkpoint = Checkpoint.Parse(first.End.ToJson());
        var stream = new SampleStream(plan, checkpoint) { AllowedLateness = null };
        foreach (var part in random.Parts(random.Shuffled(samples)))
            stream.Add(part);

        var settled = first.Outputs.Take(first.Settled).ToList();
        Same(whole.Outputs, [.. settled, .. plan.Run(samples, from: checkpoint).Outputs], $"restarted at {edge}: {told}");
        Same(whole.Outputs, [.. settled, .. stream.Outputs], $"stream restarted at {edge}: {told}");
    }

    static void Limited(Generator random, Plan plan, List<Sample> samples, string told)
    {
        // Told up to some time, a stream and a run know the same.
        var until = Streams.At(random.Between(0, 200_000));
        var stream = new SampleStream(plan) { AllowedLateness = null };
        foreach (var part in random.Parts(samples))
            stream.Add(part, until);
        Same(plan.Run(samples, until).Outputs, stream.Outputs, $"until {until}: {told}");
    }

    static void Same(IReadOnlyList<Sample> expected, IReadOnlyList<Sample> actual, string told)
    {
        for (var i = 0; i < Math.Min(expected.Count, actual.Count); i++)
            Assert.True(expected[i].Equals(actual[i]), $"output {i} is {actual[i]}, not {expected[i]}; {told}");
        Assert.True(expected.Count == actual.Count, $"{actual.Count} outputs, not {expected.Count}; {told}");
    }
}

namespace Waziup.Ngsi.Sync.Tests.Model;

/// <summary>Whatever is lost, doubled, late, put back or cut off: in the end all hold the same, and every reading (SYNC 7).</summary>
/// <remarks>More schedules come with <c>WAZIUP_FULL</c>; a failure names its seed.</remarks>
public sealed class ModelTests(ITestOutputHelper output)
{
    private static readonly int Schedules = Environment.GetEnvironmentVariable("WAZIUP_FULL") is { Length: > 0 } ? 20_000 : 1000;

    [Fact]
    public void All_hold_the_same_in_the_end()
    {
        for (var seed = 1; seed <= Schedules; seed++)
        {
            var fault = Fault(seed, Mutant.None);
            Assert.True(fault is null, $"seed {seed}: {fault}");
        }
    }

    [Theory]
    [InlineData(Mutant.NoWitness)]
    [InlineData(Mutant.CursorBeforeData)]
    [InlineData(Mutant.BareClock)]
    [InlineData(Mutant.WitnessOfTheBegin)]
    [InlineData(Mutant.FirstStays)]
    [InlineData(Mutant.EndByStamp)]
    [InlineData(Mutant.JumpWithoutSegment)]
    [InlineData(Mutant.OneWayRepair)]
    public void A_rule_that_is_left_out_is_noticed(Mutant mutant)
    {
        var noticed = Enumerable.Range(1, 1000).Select(seed => (Seed: seed, Fault: Fault(seed, mutant))).FirstOrDefault(one => one.Fault is not null);

        Assert.True(noticed.Fault is not null, $"{mutant} is not noticed");
        output.WriteLine($"{mutant} is noticed at seed {noticed.Seed}: {noticed.Fault}");
    }

    private static string? Fault(int seed, Mutant mutant)
    {
        var world = new World(seed, mutant);
        world.Run(60 + (seed % 140));
        return world.Fault();
    }
}

namespace Waziup.Ngsi.Sync.Tests.Uplink;

/// <summary>Whatever is written and whatever fails: in the end the cloud holds what the gateway holds.</summary>
/// <remarks>More schedules come with <c>WAZIUP_FULL</c>; a failure names its seed, and <c>WAZIUP_SEED</c> runs that alone.</remarks>
public sealed class UplinkModelTests
{
    private static readonly int Schedules = Environment.GetEnvironmentVariable("WAZIUP_FULL") is { Length: > 0 } ? 5_000 : 300;

    [Fact]
    public async Task The_cloud_holds_what_the_gateway_holds()
    {
        var (first, last) = int.TryParse(Environment.GetEnvironmentVariable("WAZIUP_SEED"), out var only) ? (only, only) : (1, Schedules);
        for (var seed = first; seed <= last; seed++)
        {
            await using var world = await UplinkWorld.StartAsync(seed);
            await world.RunAsync(40 + (seed % 120));
            var fault = await world.FaultAsync();
            Assert.True(fault is null, $"seed {seed}: {fault}\n{string.Join('\n', world.Trace)}");
        }
    }
}

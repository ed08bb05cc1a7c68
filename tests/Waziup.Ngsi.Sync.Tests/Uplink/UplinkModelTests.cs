using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Sqlite;

namespace Waziup.Ngsi.Sync.Tests.Uplink;

/// <summary>Whatever is written and whatever fails: in the end the cloud holds what the gateway holds.</summary>
/// <remarks>More schedules come with <c>WAZIUP_FULL</c>; a failure names its seed, and <c>WAZIUP_SEED</c> runs that alone; <c>WAZIUP_TRACE</c> shows what was written.</remarks>
public sealed class UplinkModelTests
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("WAZIUP_FULL") is { Length: > 0 };

    [Fact]
    public async Task The_cloud_holds_what_the_gateway_holds()
    {
        var (first, last) = int.TryParse(Environment.GetEnvironmentVariable("WAZIUP_SEED"), out var only) ? (only, only) : (1, IsFull ? 5_000 : 300);
        for (var seed = first; seed <= last; seed++)
        {
            await using var world = await UplinkWorld.StartAsync(seed);
            await RunAsync(world, seed);
        }
    }

    [Fact]
    public async Task The_cloud_holds_what_a_gateway_with_a_disk_holds()
    {
        for (var seed = 10_001; seed <= (IsFull ? 10_200 : 10_010); seed++)
        {
            var folder = Directory.CreateTempSubdirectory("waziup-uplink-");
            var clock = new ManualTime();
            var storage = new SqliteStorage(new SqliteOptions { Path = Path.Combine(folder.FullName, "context.db") }, clock, NullLogger<SqliteStorage>.Instance);
            await using (storage)
            {
                await using var world = await UplinkWorld.StartAsync(seed, storage, clock: clock);
                await RunAsync(world, seed);
            }
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(Carelessness.LostIsTaken)]
    [InlineData(Carelessness.PastIsLost)]
    [InlineData(Carelessness.DeletionsAreLost)]
    [InlineData(Carelessness.ReplacesAsUpdates)]
    public async Task A_way_that_loses_something_is_noticed(Carelessness careless)
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            await using var world = await UplinkWorld.StartAsync(seed, careless: careless);
            await world.RunAsync(StepsOf(seed));
            if (await world.FaultAsync() is not null)
                return;
        }
        Assert.Fail($"{careless} is not noticed");
    }

    private static async Task RunAsync(UplinkWorld world, int seed)
    {
        await world.RunAsync(StepsOf(seed));
        var fault = await world.FaultAsync();
        Assert.True(fault is null, $"seed {seed}: {fault}\n{string.Join('\n', world.Trace)}");
    }

    private static int StepsOf(int seed) => 40 + (seed % 120);
}

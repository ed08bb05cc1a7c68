using Waziup.Ngsi.AspNetCore.Tests.Access;

namespace Waziup.Ngsi.Sensors.Tests.Providers;

/// <summary>Several processes on one store: one asks, and another goes on when it ends.</summary>
[Trait(TestStore.Trait, TestStore.PostgreSql)]
public sealed class SharedStoreTests
{
    [Fact]
    public async Task One_process_asks_whoever_has_put_the_provider()
    {
        await using var source = Source.Saying("""[{"v":20,"at":"2025-12-01T00:00:00Z"}]""");
        await using var world = await ProviderWorld.StartAsync();
        await world.PutAsync(ProviderWorld.Form(source));
        await world.UntilAsync("readings", "1");
        using var stop = new CancellationTokenSource();
        using var other = await world.OtherAsync();
        var running = other.RunAsync(stop.Token);

        await world.PassAsync(TimeSpan.FromMinutes(10), async () => await world.AttributeAsync("readings") == "2");
        Assert.Equal(2, source.Requests.Count);
        await world.StopAsync();
        await world.PassAsync(TimeSpan.FromMinutes(10), async () => await world.AttributeAsync("readings") == "3");

        Assert.Equal(3, source.Requests.Count);
        await stop.CancelAsync();
        await running;
    }
}

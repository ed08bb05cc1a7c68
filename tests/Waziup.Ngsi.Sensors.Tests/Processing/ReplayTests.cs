using Waziup.Ngsi.AspNetCore.Tests.Access;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sensors.Tests.Processing;

/// <summary>A pipeline is run over what is stored already.</summary>
public class ReplayTests
{
    private const string Steps = """[{"op":"grossRange","failMin":-20,"failMax":60,"action":"drop"},{"op":"median","window":3},{"op":"deadband","absolute":2}]""";

    private static (double Minute, double Value)[] Told(int from, int count) => [.. Enumerable.Range(from, count).Select(i => ((double)i, (i * 37 % 91) - 25d))];

    [Fact]
    public async Task Readings_from_before_there_was_a_pipeline_are_kept_as_they_came_and_become_clean()
    {
        await using var world = await PipelineWorld.StartAsync(Steps, ""","enabled":false""");
        await world.TellAsync(Told(0, 150));
        Assert.Equal(0, await world.RawAsync());
        await world.PutAsync("p", $$"""{"selector":{},"steps":{{Steps}}}""");
        await world.TellAsync(Told(150, 20));

        var replay = await world.ReplayAsync(0);

        Assert.Equal((170, 170), (replay.Read, await world.RawAsync()));
        Assert.Equal(world.Expected(Steps, Told(0, 170)), await world.MadeAsync());
        Assert.StartsWith(await world.PresentAsync() + "/", (await world.MadeAsync()).Split(' ')[^1], StringComparison.Ordinal);
        var again = await world.ReplayAsync(0);
        Assert.Equal((170, 0, 0), (again.Read, again.Written, again.Removed));

        world.Restart();
        await world.TellAsync(Told(170, 30));
        Assert.Equal(world.Expected(Steps, Told(0, 200)), await world.MadeAsync());
    }

    [Fact]
    public async Task What_came_too_late_is_taken_and_a_changed_plan_makes_all_of_it_anew()
    {
        await using var world = await PipelineWorld.StartAsync(Steps, ""","allowedLateness":"PT5M" """);
        await world.TellAsync(Told(100, 80));
        await world.TellAsync(Told(0, 80));
        Assert.NotEqual(world.Expected(Steps, [.. Told(0, 80), .. Told(100, 80)]), await world.MadeAsync());

        await world.ReplayAsync(0);
        Assert.Equal(world.Expected(Steps, [.. Told(0, 80), .. Told(100, 80)]), await world.MadeAsync());

        world.Restart();
        await world.TellAsync(Told(180, 10));
        Assert.Equal(world.Expected(Steps, [.. Told(0, 80), .. Told(100, 90)]), await world.MadeAsync());

        const string Other = """[{"op":"quantise","decimals":0}]""";
        await world.PutAsync("p", $$"""{"selector":{},"steps":{{Other}}}""");
        await world.ReplayAsync(120);
        var made = (await world.MadeAsync()).Split(' ');
        Assert.Equal(world.Expected(Other, Told(120, 70)), string.Join(' ', made[^70..]));
        Assert.StartsWith(string.Join(' ', made[..^70]), world.Expected(Steps, [.. Told(0, 80), .. Told(100, 90)]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_sensor_that_is_there_and_has_a_pipeline_is_replayed()
    {
        await using var world = await PipelineWorld.StartAsync(Steps, ""","enabled":false""");
        await world.TellAsync(Told(0, 3));

        Assert.Equal(409, (await Assert.ThrowsAsync<NgsiLdException>(() => world.ReplayAsync(0).AsTask())).Error.Status);
        await world.RegisterAsync("""{"id":"e"}""");
        Assert.Equal(404, (await Assert.ThrowsAsync<NgsiLdException>(() => world.Bridge.ReplayAsync(TenantId.Default, Waziup.Ngsi.Access.Caller.Anonymous, "e", "t", PipelineWorld.Begin, TestContext.Current.CancellationToken).AsTask())).Error.Status);
    }
}

[Trait(TestStore.Trait, TestStore.Sqlite)]
public sealed class SqliteReplayTests : ReplayTests;

[Trait(TestStore.Trait, TestStore.PostgreSql)]
public sealed class PostgreSqlReplayTests : ReplayTests;

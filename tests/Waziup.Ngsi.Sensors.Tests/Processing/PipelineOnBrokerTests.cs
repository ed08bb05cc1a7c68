using Waziup.Ngsi.AspNetCore.Tests.Access;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sensors.Tests.Processing;

/// <summary>What a bridge stores of a sensor with a pipeline is what the plan makes of all its readings, however and whenever they came.</summary>
public class PipelineOnBrokerTests
{
    private const string Steps = """
        [{"op":"grossRange","failMin":-20,"failMax":60,"action":"drop"},{"op":"median","window":3},{"op":"tumbling","size":"PT10M","method":"avg"},{"op":"interpolate","method":"linear","maxGap":"PT1H"},{"op":"quantise","decimals":2}]
        """;

    // What is passed on depends on what came before it: late readings take values away.
    private const string Passing = """[{"op":"throttle","period":"PT7M"},{"op":"deadband","absolute":9},{"op":"extrapolate","method":"hold","period":"PT1M","maxAge":"PT5M"}]""";

    private const string AnyTime = ""","allowedLateness":"P31D" """;

    [Theory]
    [InlineData(1, Steps)]
    [InlineData(1, Passing)]
    [InlineData(2, Steps)]
    [InlineData(2, Passing)]
    [InlineData(3, Steps)]
    [InlineData(3, Passing)]
    [InlineData(4, Steps)]
    [InlineData(4, Passing)]
    [InlineData(5, Steps)]
    [InlineData(5, Passing)]
    [InlineData(6, Steps)]
    [InlineData(6, Passing)]
    public async Task It_does_not_matter_in_which_order_they_come_and_when_the_process_is_started_anew(int seed, string steps)
    {
        var random = new Random(seed);
        (double Minute, double Value)[] all = [.. Enumerable.Range(0, 150 + (100 * seed)).Select(i => (Minute: (i * 3) + (random.Next(3) * 0.5), Value: random.Next(-300, 700) / 10d))];
        var shuffled = all.ToArray();
        random.Shuffle(shuffled);
        await using var world = await PipelineWorld.StartAsync(steps, AnyTime);

        for (var at = 0; at < shuffled.Length;)
        {
            var some = shuffled[at..Math.Min(shuffled.Length, at + random.Next(1, 40))];
            await world.TellAsync(some);
            at += some.Length;
            if (random.Next(4) == 0)
                world.Restart();
        }

        Assert.Equal(world.Expected(steps, all), await world.MadeAsync());
        Assert.StartsWith(await world.PresentAsync() + "/", (await world.MadeAsync()).Split(' ')[^1], StringComparison.Ordinal);
        Assert.Equal(all.Length, await world.RawAsync());
    }

    [Fact]
    public async Task Who_tells_the_same_again_changes_nothing_and_who_corrects_a_reading_changes_what_was_made_of_it()
    {
        await using var world = await PipelineWorld.StartAsync(Steps);
        (double, double)[] told = [.. Enumerable.Range(0, 30).Select(i => ((double)i, 20d + (i % 7)))];
        await world.TellAsync(told);
        var before = await world.MadeAsync();

        var again = await world.TellAsync(told);
        Assert.Equal((30, 30), (again.Stored, await world.RawAsync()));
        Assert.Equal(before, await world.MadeAsync());

        await world.TellAsync((12, 55), (13, 54), (31, 20));
        told = [.. told[..12], (12, 55), (13, 54), .. told[14..], (31, 20)];
        Assert.Equal(world.Expected(Steps, told), await world.MadeAsync());
        Assert.NotEqual(before, await world.MadeAsync());
        world.Restart();
        await world.TellAsync((12, 55));
        Assert.Equal(world.Expected(Steps, told), await world.MadeAsync());
    }

    [Fact]
    public async Task Payloads_that_come_at_once_take_turns()
    {
        await using var world = await PipelineWorld.StartAsync(Passing, AnyTime);
        (double Minute, double Value)[] all = [.. Enumerable.Range(0, 160).Select(i => ((double)i, (i * 37 % 61) - 20d))];

        await Task.WhenAll(Enumerable.Range(0, 8).Select(part => Task.Run(async () =>
        {
            foreach (var some in all.Where(reading => (int)reading.Minute % 8 == part).Chunk(3))
                await world.TellAsync(some);
        })));

        Assert.Equal(world.Expected(Passing, all), await world.MadeAsync());
        Assert.StartsWith(await world.PresentAsync() + "/", (await world.MadeAsync()).Split(' ')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_present_value_that_goes_gives_way_to_what_is_newest_then_or_to_nothing()
    {
        await using var world = await PipelineWorld.StartAsync("""[{"op":"grossRange","failMin":0,"failMax":60,"action":"drop"}]""");
        await world.TellAsync((0, 10), (1, 20));

        await world.TellAsync((1, 99));
        Assert.Equal(("0:10", "0:10/1"), (await world.PresentAsync(), await world.MadeAsync()));

        await world.TellAsync((0, 98));
        Assert.Equal(("none", ""), (await world.PresentAsync(), await world.MadeAsync()));

        await world.TellAsync((1, 20));
        Assert.Equal(("1:20", "1:20/1"), (await world.PresentAsync(), await world.MadeAsync()));
    }

    [Fact]
    public async Task What_is_too_late_is_stored_as_it_came_and_not_processed_not_even_after_a_restart()
    {
        await using var world = await PipelineWorld.StartAsync("""[{"op":"quantise","decimals":0}]""", ""","allowedLateness":"PT10M" """);
        await world.TellAsync((0, 1.2));
        await world.TellAsync((60, 2.2));

        await world.TellAsync((30, 9.2), (55, 3.2));
        var made = await world.MadeAsync();
        world.Restart();
        await world.TellAsync((61, 4.2));

        Assert.Equal("0:1/2 55:3/2 60:2/2", made);
        Assert.Equal("0:1/2 55:3/2 60:2/2 61:4/2", await world.MadeAsync());
        Assert.Equal(5, await world.RawAsync());
    }

    [Fact]
    public async Task A_pipeline_is_for_what_it_selects_and_only_where_and_while_it_runs()
    {
        await using var world = await PipelineWorld.StartAsync("""[{"op":"quantise","decimals":0}]""");

        foreach (var other in new[] { """{"quantityKind":"SoilTemperature"}""", """{"id":"urn:ngsi-ld:DeviceMeasurement:d:u"}""", """{"idPattern":":u$"}""", """{"scope":"/fields"}""", """{"owner":"urn:x:1"}""" })
            await world.PutAsync("p", $$"""{"selector":{{other}},"steps":[]}""");
        await world.TellAsync((0, 1.2));
        await world.PutAsync("p", """{"selector":{"scope":"/field","idPattern":":t$"},"steps":[],"runsAt":"gateway"}""");
        await world.TellAsync((1, 1.2));
        await world.PutAsync("p", """{"selector":{},"steps":[],"enabled":false}""");
        await world.TellAsync((2, 1.2));
        Assert.Equal(0, await world.RawAsync());

        await world.PutAsync("p", """{"selector":{"scope":"/field","idPattern":":t$","quantityKind":["AirTemperature"]},"steps":[{"op":"quantise","decimals":0}],"runsAt":"cloud"}""");
        await world.TellAsync((3, 1.2));
        Assert.Equal(1, await world.RawAsync());
    }

    [Fact]
    public async Task Another_plan_goes_on_where_the_one_before_it_was()
    {
        await using var world = await PipelineWorld.StartAsync("""[{"op":"quantise","decimals":0}]""", ""","allowedLateness":"PT0S" """);
        for (var i = 0; i < 200; i++)
            await world.TellAsync((i, i + 0.25));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.TellAsync((200, 200.25));

        await world.PutAsync("p", """{"selector":{},"steps":[{"op":"quantise","decimals":1}],"allowedLateness":"PT0S"}""");
        await world.TellAsync((201, 201.25));

        var made = (await world.MadeAsync()).Split(' ');
        Assert.Equal(202, made.Length);
        Assert.Equal(("0:0/2", "100:100/2"), (made[0], made[100]));
        Assert.Equal("201:201.3/2", made[^1]);
    }

    [Theory]
    [InlineData("""{"steps":[]}""", "/selector: ")]
    [InlineData("""{"selector":{}}""", "/steps: ")]
    [InlineData("""{"selector":{"quantity":"x"},"steps":[]}""", "/selector/quantity: ")]
    [InlineData("""{"selector":{"idPattern":"("},"steps":[]}""", "/selector/idPattern: ")]
    [InlineData("""{"selector":{},"steps":[{"op":"quantise","decimals":1},{"op":"nothing"}]}""", "/steps/1/op: ")]
    [InlineData("""{"selector":{},"steps":[],"runsAt":"moon"}""", "/runsAt: ")]
    [InlineData("""{"selector":{},"steps":[],"allowedLateness":"P2M"}""", "/allowedLateness: ")]
    [InlineData("""{"selector":{},"steps":[],"step":1}""", "/step: ")]
    [InlineData("[]", ": ")]
    public async Task What_is_wrong_with_a_pipeline_is_told_with_its_place(string document, string place)
    {
        await using var world = await PipelineWorld.StartAsync("[]");

        var refused = await Assert.ThrowsAsync<NgsiLdException>(() => world.PutAsync("q", document).AsTask());

        Assert.Equal(400, refused.Error.Status);
        Assert.Contains(place, refused.Error.Detail, StringComparison.Ordinal);
    }
}

[Trait(TestStore.Trait, TestStore.Sqlite)]
public sealed class SqlitePipelineOnBrokerTests : PipelineOnBrokerTests;

[Trait(TestStore.Trait, TestStore.PostgreSql)]
public sealed class PostgreSqlPipelineOnBrokerTests : PipelineOnBrokerTests;

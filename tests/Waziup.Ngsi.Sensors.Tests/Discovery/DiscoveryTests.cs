using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Discovery;
using Waziup.Ngsi.Sensors.Tests.Hosting;

namespace Waziup.Ngsi.Sensors.Tests.Discovery;

/// <summary>Queries and judges against a broker: the query leaves nobody out whom the judge lets in.</summary>
public sealed class DiscoveryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_a_query_finds_holds_all_that_fit(int seed)
    {
        await using var broker = await SensorBroker.StartAsync();
        var world = new SensorWorld(seed);
        await broker.SendAsync("POST", "entityOperations/create", new JsonArray([.. Enumerable.Range(0, 100).SelectMany(world.Device)]).ToJsonString());
        var all = await broker.GetAsync("entities?limit=1000&local=true");
        var (narrower, fitting) = (0, 0);

        for (var i = 0; i < 40; i++)
        {
            var need = world.Need();
            var judge = new SensorJudge(need);
            var expected = Ids(judge, all);
            foreach (var time in new[] { SensorWorld.Now, Instant.None })
            {
                var query = SensorQuery.Of(need, time);
                var found = await broker.GetAsync("entities?limit=1000&" + query.ToQueryString());
                Assert.Equal(expected, Ids(judge, found));
                Assert.Equal(
                    found.EnumerateArray().Select(Id),
                    JsonElement.Parse(await broker.SendAsync("POST", "entityOperations/query?limit=1000", query.ToBody().ToJsonString())).EnumerateArray().Select(Id));
                narrower += found.GetArrayLength() < 400 ? 1 : 0;
            }
            fitting += expected.Length;
        }

        Assert.Equal(500, all.GetArrayLength());
        Assert.True(narrower > 40 && fitting > 200, $"{narrower} {fitting}");
    }

    [Fact]
    public async Task A_broker_takes_the_query_as_a_subscription_too()
    {
        await using var broker = await SensorBroker.StartAsync();
        Assert.True(SensorNeed.TryRead(
            JsonElement.Parse("""{"quantityKind":"AirTemperature","scope":"/ghana","near":{"lon":1,"lat":6,"maxDistance":500}}"""), out var need, out _));

        var subscription = SensorQuery.Of(need, Instant.None).ToBody();
        subscription["type"] = "Subscription";
        subscription["notification"] = new JsonObject { ["endpoint"] = new JsonObject { ["uri"] = "http://127.0.0.1:9/nobody" } };

        Assert.Equal("", await broker.SendAsync("POST", "subscriptions", subscription.ToJsonString()));
    }

    private static string[] Ids(SensorJudge judge, JsonElement entities) =>
        [.. entities.EnumerateArray().Select(entity => judge.Judge(entity, SensorWorld.Now)?.Id).OfType<string>().Order(StringComparer.Ordinal)];

    private static string Id(JsonElement entity) => entity.GetProperty("id").GetString()!;
}

using Newtonsoft.Json.Linq;
using Waziup.Ngsi.NewtonsoftJson;

namespace Waziup.Ngsi.Client.Tests.NewtonsoftJson;

public class ClientExtensionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task JObjects_go_to_a_broker_and_come_back()
    {
        await using var broker = await TestBroker.StartAsync();
        var entities = broker.Client.Entities;

        await entities.CreateAsync(Pond(1, "12345678901234567890.12345678901234567890"), Cancel);
        await broker.Client.Batches.UpsertAsync([Pond(2, "2"), Pond(3, "3")], cancel: Cancel);
        await entities.MergeAsync(Ponds.Id(3), JObject.Parse("""{"temperature":{"value":4}}"""), cancel: Cancel);

        var first = await entities.RetrieveJObjectAsync(Ponds.Id(1), cancel: Cancel);
        var warm = await entities.QueryJObjectsAsync(new NgsiQuery { Type = "Pond", Q = "temperature>2", OrderBy = ["id"], Local = true }, Cancel).ToListAsync(Cancel);

        Assert.Equal("12345678901234567890.12345678901234567890", first!["temperature"]!["value"]!.ToString(Newtonsoft.Json.Formatting.None));
        Assert.Equal("2026-11-24T06:00:00Z", (string?)first["temperature"]!["observedAt"]);
        Assert.Equal([Ponds.Id(1), Ponds.Id(3)], warm.Select(pond => (string?)pond["id"]));
        Assert.Equal(4, (int)warm[1]["temperature"]!["value"]!);
        Assert.Null(await entities.RetrieveJObjectAsync(Ponds.Id(9), cancel: Cancel));
    }

    private static JObject Pond(int number, string temperature) => new()
    {
        ["id"] = Ponds.Id(number),
        ["type"] = "Pond",
        ["temperature"] = new JObject { ["type"] = "Property", ["value"] = new JRaw(temperature), ["observedAt"] = Ponds.Morning },
    };
}

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>A broker, and another one behind it under the name of back.</summary>
sealed record World(Network Network, TestBroker Front, TestBroker Back) : IAsyncDisposable
{
    public static async Task<World> StartAsync()
    {
        var network = new Network();
        var world = new World(network, await TestBroker.StartAsync(source: network), await TestBroker.StartAsync());
        network.Add("back", world.Back);
        return world;
    }

    /// <summary>Tanks 1 and 2 here, 3 and 4 and pump 9 behind, where reading them is registered.</summary>
    public static async Task<World> OfTanksAsync()
    {
        const string There = ",\"owner\":{\"type\":\"Property\",\"value\":\"Ama\"},\"location\":{\"type\":\"GeoProperty\",\"value\":{\"type\":\"Point\",\"coordinates\":[1,1]}}";
        var world = await StartAsync();
        await world.Front.CreateAsync(Samples.Tank(1));
        await world.Front.CreateAsync(Samples.Tank(2, There));
        await world.Back.CreateAsync(Samples.Tank(3));
        await world.Back.CreateAsync(Samples.Tank(4, There + ",\"scope\":\"/farm\""));
        await world.Back.CreateAsync("""{"id":"urn:ngsi-ld:Pump:9","type":"Pump"}""");
        await world.Front.RegisterAsync("back", entities: "\"idPattern\":\".*\"", operations: "[\"retrieveOps\"]");
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        await Front.DisposeAsync();
        await Back.DisposeAsync();
    }
}

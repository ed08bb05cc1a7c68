namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>One entity whose parts lie in several brokers (5.7.1, 4.3.6.7).</summary>
public sealed class RetrieveTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";
    private const string Only = "\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:1\"";

    [Fact]
    public async Task Attributes_of_all_brokers_are_one_entity()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await front.CreateAsync(Samples.Tank(1));
        await back.CreateAsync("""{"id":"urn:ngsi-ld:Tank:1","type":["Tank","Cistern"],"scope":"/farm","owner":{"type":"Property","value":"Ama"}}""");
        await front.RegisterAsync("back");

        var found = (await front.GetAsync(One)).Json;

        Assert.Equal(1, (int)found["level"]!["value"]!);
        Assert.Equal("Ama", (string)found["owner"]!["value"]!);
        Assert.Equal("[\"Tank\",\"Cistern\"]", found["type"]!.ToJsonString());
        Assert.Equal("/farm", (string)found["scope"]!);
        Assert.Null((await front.GetAsync(One + "?local=true")).Json["owner"]);
        Assert.Equal("1.1", network.Calls[0].Headers.Single(header => header.Key == "Via").Value.Split(' ')[0]);
    }

    [Fact]
    public async Task The_newest_instance_of_an_attribute_counts()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        network.Answers("old", 200, """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":7,"observedAt":"2026-01-01T00:00:00Z"}}""");
        network.Answers("new", 200, """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":8,"observedAt":"2026-01-02T00:00:00Z"}}""");
        await front.RegisterAsync("new");
        await front.RegisterAsync("old");

        Assert.Equal(8, (int)(await front.GetAsync(One)).Json["level"]!["value"]!);
    }

    [Fact]
    public async Task An_auxiliary_source_fills_in_what_nobody_else_has()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await front.CreateAsync(Samples.Tank(1));
        network.Answers("aid", 200, """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":99},"owner":{"type":"Property","value":"Kofi"}}""");
        await front.RegisterAsync("aid", "auxiliary", operations: "[\"retrieveOps\"]");

        var found = (await front.GetAsync(One)).Json;

        Assert.Equal(1, (int)found["level"]!["value"]!);
        Assert.Equal("Kofi", (string)found["owner"]!["value"]!);
    }

    [Fact]
    public async Task A_source_is_asked_for_no_more_than_it_is_registered_for()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        network.Answers("back", 404);
        await front.RegisterAsync("back", entities: Only, attributes: "[\"owner\"]");

        (await front.GetAsync(One + "?attrs=owner,level")).IsProblem(404, "ResourceNotFound");
        (await front.GetAsync(One + "?attrs=level")).IsProblem(404, "ResourceNotFound");
        (await front.GetAsync("/entities/urn:ngsi-ld:Tank:2")).IsProblem(404, "ResourceNotFound");

        Assert.Equal("http://back/ngsi-ld/v1/entities/urn%3Angsi-ld%3ATank%3A1?type=Tank&attrs=owner&options=sysAttrs", Assert.Single(network.Calls).Uri.AbsoluteUri);
    }
}

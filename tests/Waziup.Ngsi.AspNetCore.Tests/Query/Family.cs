namespace Waziup.Ngsi.AspNetCore.Tests.Query;

/// <summary>Tanks, their owners, and what these are linked to: in a circle, in a list, and to nobody.</summary>
static class Family
{
    public static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, """
            ,"owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:1"}
            """));
        await broker.CreateAsync(Samples.Tank(2, """
            ,"owner":{"type":"Relationship","object":["urn:ngsi-ld:Person:1","urn:ngsi-ld:Person:2"]}
            """));
        await broker.CreateAsync(Samples.Tank(3, """
            ,"owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:9"}
            """));
        await broker.CreateAsync("""
            {"id":"urn:ngsi-ld:Person:1","type":"Person","name":"Ama","home":{"object":"urn:ngsi-ld:Tank:1"},"employer":{"object":"urn:ngsi-ld:Company:1"}}
            """);
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Person:2","type":"Person","name":"Kofi"}""");
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Company:1","type":"Company","name":"Gold"}""");
        return broker;
    }
}

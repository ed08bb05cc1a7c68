namespace Waziup.Ngsi.AspNetCore.Tests.Query;

/// <summary>A few tanks and a pump, and how to ask for them in a body.</summary>
static class Tanks
{
    public const string Query = "/entityOperations/query";

    public static string Body(string? members) => $$"""{"type":"Query"{{(members is null ? "" : "," + members)}}}""";

    public static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, """
            ,"scope":"/s","site":{"type":"Point","coordinates":[1,1]},"next":{"type":"Relationship","object":"urn:ngsi-ld:Tank:2"}
            """));
        await broker.CreateAsync(Samples.Tank(2));
        await broker.CreateAsync(Samples.Tank(3));
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Pump:4","type":"Pump"}""");
        return broker;
    }
}

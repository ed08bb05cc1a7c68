namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Registers sources at a broker.</summary>
static class Registered
{
    public const string All = "[\"redirectionOps\",\"createBatch\",\"upsertBatch\",\"updateBatch\",\"deleteBatch\",\"mergeBatch\"]";

    /// <summary>The body of a registration of a host for tanks.</summary>
    /// <param name="host">The host of the source.</param>
    /// <param name="mode">Its mode.</param>
    /// <param name="entities">The members of its EntityInfo.</param>
    /// <param name="attributes">Its propertyNames, as JSON; null for all.</param>
    /// <param name="operations">Its operations, as JSON.</param>
    /// <param name="more">More members, beginning with a comma.</param>
    public static string Body(
        string host, string mode = "inclusive", string entities = "\"type\":\"Tank\"", string? attributes = null, string operations = All, string more = "") =>
        $$"""
        {"id":"urn:ngsi-ld:ContextSourceRegistration:{{host}}","type":"ContextSourceRegistration","mode":"{{mode}}","endpoint":"http://{{host}}",
         "information":[{"entities":[{ {{entities}} }]{{(attributes is null ? "" : ",\"propertyNames\":" + attributes)}} }],"operations":{{operations}}{{more}} }
        """;

    /// <summary>Registers a host and insists on success.</summary>
    public static async Task RegisterAsync(
        this TestBroker broker, string host, string mode = "inclusive", string entities = "\"type\":\"Tank\"", string? attributes = null, string operations = All,
        string more = "")
    {
        var answer = await broker.PostAsync("/csourceRegistrations", Body(host, mode, entities, attributes, operations, more));
        Assert.True(answer.Status == 201, $"{answer.Status} {answer.Body}");
    }
}

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>How subscriptions are made in tests, and how a test knows that nothing came.</summary>
static class Subscribed
{
    private const string Sentinel = "urn:ngsi-ld:Subscription:sentinel";

    /// <summary>Subscribes and insists on success.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="members">Members of the subscription but id, type and notification.</param>
    /// <param name="notification">Members of its notification but the endpoint.</param>
    /// <param name="id">The last part of its id.</param>
    /// <param name="headers">Headers of the request.</param>
    public static async Task SubscribeAsync(
        this TestBroker broker, string members = "\"entities\":[{\"type\":\"Tank\"}]", string notification = "", string id = "1", params string[] headers)
    {
        var answer = await broker.PostAsync("/subscriptions", Body(members, notification, id), headers);
        Assert.True(answer.Status == 201, $"{answer.Status} {answer.Body}");
    }

    /// <summary>A subscription as JSON.</summary>
    public static string Body(string members, string notification = "", string id = "1") =>
        $$"""{"id":"urn:ngsi-ld:Subscription:{{id}}","type":"Subscription",{{members}},"notification":{ {{(notification.Length > 0 ? notification + "," : "")}} "endpoint":{"uri":"http://receiver.example/{{id}}"} } }""";

    /// <summary>Insists that nothing but what was taken has come until now: whatever was to come has come before a change that is made afterwards is told.</summary>
    public static async Task QuietAsync(this TestBroker broker)
    {
        await broker.PostAsync("/subscriptions", Body("\"entities\":[{\"type\":\"Sentinel\"}]", id: "sentinel"));
        await broker.SendAsync("POST", "/entityOperations/upsert", """[{"id":"urn:ngsi-ld:Sentinel:1","type":"Sentinel","n":{"type":"Property","value":1}}]""");
        var next = await broker.Notifier.NextAsync();
        Assert.True((string?)next.Body["subscriptionId"] == Sentinel, next.Body.ToJsonString());
        await broker.DeleteAsync($"/subscriptions/{Sentinel}");
        await broker.DeleteAsync("/entities/urn:ngsi-ld:Sentinel:1");
    }
}

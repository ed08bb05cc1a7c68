using System.Text.Json.Nodes;

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>How subscriptions are made in tests, and how a test knows that nothing came.</summary>
static class Subscribed
{
    private const string Sentinel = "urn:ngsi-ld:Subscription:sentinel";

    /// <summary>Subscribes and insists on success.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="members">Members of the subscription but id, type and notification.</param>
    /// <param name="notification">Members of its notification; the endpoint may be left out.</param>
    /// <param name="id">The last part of its id.</param>
    /// <param name="headers">Headers of the request.</param>
    public static async Task SubscribeAsync(
        this TestBroker broker, string members = "\"entities\":[{\"type\":\"Tank\"}]", string notification = "", string id = "1", params string[] headers)
    {
        var answer = await broker.PostAsync("/subscriptions", Body(members, notification, id), headers);
        Assert.True(answer.Status == 201, $"{answer.Status} {answer.Body}");
    }

    /// <summary>A subscription as JSON; its endpoint is one that says the id in its path, unless the notification brings its own.</summary>
    public static string Body(string members, string notification = "", string id = "1") => notification.Contains("\"endpoint\"", StringComparison.Ordinal)
        ? $$$"""{"id":"urn:ngsi-ld:Subscription:{{{id}}}","type":"Subscription",{{{members}}},"notification":{ {{{notification}}} }}"""
        : $$"""{"id":"urn:ngsi-ld:Subscription:{{id}}","type":"Subscription",{{members}},"notification":{ {{(notification.Length > 0 ? notification + "," : "")}} "endpoint":{"uri":"http://receiver.example/{{id}}"} } }""";

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

    /// <summary>Changes the subscription and insists on success.</summary>
    public static async Task ResubscribeAsync(this TestBroker broker, string fragment, string id = "1", params string[] headers) =>
        (await broker.PatchAsync(Path(id), fragment, headers)).IsBare(204);

    /// <summary>The subscription as it is served.</summary>
    public static async Task<JsonObject> SubscriptionAsync(this TestBroker broker, string id = "1", params string[] headers)
    {
        var answer = await broker.GetAsync(Path(id), headers);
        Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");
        return answer.Json.AsObject();
    }

    /// <summary>Waits until the counters of a subscription are as they should be: they are written a moment after the attempt.</summary>
    /// <returns>The notification member of the subscription.</returns>
    public static async Task<JsonObject> CountedAsync(this TestBroker broker, int timesSent, int timesFailed = 0, string id = "1")
    {
        JsonObject notification = [];
        for (var tries = 0; tries < 500; tries++)
        {
            notification = (await broker.SubscriptionAsync(id))["notification"]!.AsObject();
            if (((int?)notification["timesSent"] ?? 0) == timesSent && ((int?)notification["timesFailed"] ?? 0) == timesFailed)
                return notification;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        Assert.Fail($"not sent {timesSent} times and failed {timesFailed} times: {notification.ToJsonString()}");
        return notification;
    }

    /// <summary>Moves the clock in small steps until something comes: the broker may just be about to start waiting.</summary>
    public static async Task<Notified> AdvanceToNextAsync(this TestBroker broker, TimeSpan step, int most = 200)
    {
        for (var steps = 0; steps < most && broker.Notifier.Waiting.Count == 0; steps++)
        {
            broker.Clock.Advance(step);
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
        return await broker.Notifier.NextAsync();
    }

    /// <summary>Sets the level of a tank.</summary>
    public static async Task LevelAsync(this TestBroker broker, int level, int tank = 1) =>
        (await broker.PatchAsync($"/entities/urn:ngsi-ld:Tank:{tank}/attrs", $$$"""{"level":{"type":"Property","value":{{{level}}}}}""")).IsBare(204);

    /// <summary>Where a subscription is served.</summary>
    public static string Path(string id = "1") => $"/subscriptions/urn:ngsi-ld:Subscription:{id}";
}

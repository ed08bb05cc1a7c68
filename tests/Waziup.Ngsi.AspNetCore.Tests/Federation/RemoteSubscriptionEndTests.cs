using Waziup.Ngsi.AspNetCore.Tests.Subscriptions;
using Waziup.Ngsi.Federation;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>With a registration ends what was subscribed to at its source (5.8.1.4).</summary>
public sealed class RemoteSubscriptionEndTests
{
    [Fact]
    public async Task A_source_whose_registration_is_deleted_is_subscribed_to_no_more()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", call => new RemoteReply(RemoteResult.Answered, call.Method == "POST" ? 201 : 204, default));
        await broker.RegisterAsync("back", operations: "[\"federationOps\"]");
        await broker.SubscribeAsync();
        var came = await network.NextAsync();

        (await broker.DeleteAsync("/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:back")).IsBare(204);

        var went = await network.NextAsync();
        Assert.Equal(("DELETE", "/ngsi-ld/v1/subscriptions/" + came.Json()["id"]), (went.Method, Uri.UnescapeDataString(went.Uri.AbsolutePath)));
    }

    [Theory]
    [InlineData("\"endpoint\":\"http://next\"", "next")]
    [InlineData("\"tenant\":\"other\"", "back")]
    public async Task A_registration_that_leads_elsewhere_takes_the_subscription_along(string change, string host)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", call => new RemoteReply(RemoteResult.Answered, call.Method == "POST" ? 201 : 204, default));
        network.Answers("next", 201);
        await broker.RegisterAsync("back", operations: "[\"federationOps\"]", more: ",\"contextSourceInfo\":[{\"key\":\"Authorization\",\"value\":\"of back\"}]");
        await broker.SubscribeAsync();
        var before = await network.NextAsync();

        (await broker.PatchAsync(
            "/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:back",
            $"{{ {change},\"contextSourceInfo\":[{{\"key\":\"Authorization\",\"value\":\"of next\"}}] }}")).IsBare(204);

        RemoteCall[] told = [await network.NextAsync(), await network.NextAsync()];
        var (went, came) = (told.Single(call => call.Method == "DELETE"), told.Single(call => call.Method == "POST"));
        Assert.Equal(("back", "of back", "/ngsi-ld/v1/subscriptions/" + before.Json()["id"]), (went.Uri.Host, Header(went, "Authorization"), Uri.UnescapeDataString(went.Uri.AbsolutePath)));
        Assert.Null(Header(went, "NGSILD-Tenant"));
        Assert.Equal((host, "of next"), (came.Uri.Host, Header(came, "Authorization")));
        Assert.NotEqual((string?)before.Json()["id"], (string?)came.Json()["id"]);
        (await broker.PostAsync("/remote-notify", Told(before))).IsProblem(404, "ResourceNotFound");
        Assert.Equal(200, (await broker.PostAsync("/remote-notify", Told(came))).Status);
        Assert.Equal("urn:ngsi-ld:Tank:7", (string?)(await broker.Notifier.NextAsync()).Entity["id"]);
    }

    [Fact]
    public async Task A_change_that_leads_nowhere_else_keeps_the_subscription()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", call => new RemoteReply(RemoteResult.Answered, call.Method == "POST" ? 201 : 204, default));
        await broker.RegisterAsync("back", operations: "[\"federationOps\"]");
        await broker.SubscribeAsync();
        var before = await network.NextAsync();

        (await broker.PatchAsync(
            "/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:back", """{"endpoint":"http://back/","registrationName":"the same"}""")).IsBare(204);

        Assert.Equal("PATCH", (await network.NextAsync()).Method);
        Assert.Equal(200, (await broker.PostAsync("/remote-notify", Told(before))).Status);
    }

    [Fact]
    public async Task A_change_that_is_refused_keeps_the_subscription()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 201);
        await broker.RegisterAsync("back", operations: "[\"federationOps\"]");
        await broker.RegisterAsync("owner", mode: "exclusive", entities: "\"type\":\"Pond\",\"id\":\"urn:ngsi-ld:Pond:1\"", attributes: "[\"level\"]");
        await broker.SubscribeAsync();
        var before = await network.NextAsync();

        (await broker.PatchAsync(
            "/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:back",
            """
            {"endpoint":"http://next","mode":"exclusive","information":[{"entities":[{"type":"Pond","id":"urn:ngsi-ld:Pond:1"}],"propertyNames":["level"]}]}
            """)).IsProblem(409, "Conflict");

        Assert.Equal(200, (await broker.PostAsync("/remote-notify", Told(before))).Status);
        Assert.Single(network.Calls);
    }

    [Fact]
    public async Task A_source_whose_registration_has_expired_is_subscribed_to_no_more()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", call => new RemoteReply(RemoteResult.Answered, call.Method == "POST" ? 201 : 204, default));
        await broker.RegisterAsync("back", operations: "[\"federationOps\"]", more: ",\"expiresAt\":\"2026-01-01T00:01:00Z\"");
        await broker.SubscribeAsync();
        var came = await network.NextAsync();
        broker.Clock.Advance(TimeSpan.FromMinutes(1));

        await broker.Broker.TidyAsync(TestContext.Current.CancellationToken);

        var went = await network.NextAsync();
        Assert.Equal(("DELETE", "/ngsi-ld/v1/subscriptions/" + came.Json()["id"]), (went.Method, Uri.UnescapeDataString(went.Uri.AbsolutePath)));
        (await broker.PostAsync("/remote-notify", Told(came))).IsProblem(404, "ResourceNotFound");
    }

    private static string Told(RemoteCall copy) =>
        $$"""{"type":"Notification","subscriptionId":"{{copy.Json()["id"]}}","data":[{"id":"urn:ngsi-ld:Tank:7","type":"Tank","level":{"type":"Property","value":5} }]}""";

    private static string? Header(RemoteCall call, string name) => call.Headers.Where(header => header.Key == name).Select(header => header.Value).FirstOrDefault();
}

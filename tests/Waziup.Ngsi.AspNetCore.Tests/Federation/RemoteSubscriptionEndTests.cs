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
}

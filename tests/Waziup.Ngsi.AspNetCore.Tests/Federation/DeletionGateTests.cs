using Waziup.Ngsi.AspNetCore.Tests.Gate;
using Waziup.Ngsi.Federation;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>A deletion says that something was there: to no source whose owner may not see it.</summary>
public sealed class DeletionGateTests
{
    [Theory]
    [InlineData("DELETE", "/entities/urn:ngsi-ld:Hidden:9", null)]
    [InlineData("DELETE", "/entities/urn:ngsi-ld:Tank:1/attrs/secret", null)]
    [InlineData("POST", "/entityOperations/delete", """["urn:ngsi-ld:Hidden:9"]""")]
    public async Task A_deletion_is_not_told_to_a_source_whose_owner_may_not_see_what_goes(string method, string path, string? body)
    {
        Assert.NotEmpty(await SentAsync(SecretPolicy.Root));
        Assert.Empty(await SentAsync("Test-Caller: ama"));

        async Task<IReadOnlyList<RemoteCall>> SentAsync(string owner)
        {
            var network = new Network();
            await using var broker = await TestBroker.StartAsync(new OwnerPolicy(), source: network);
            network.Answers("back", 204);
            await broker.CreateAsync("""{"id":"urn:ngsi-ld:Hidden:9","type":["Tank","Hidden"],"level":{"type":"Property","value":1}}""", SecretPolicy.Root);
            await broker.CreateAsync(Samples.Tank(1, ",\"secret\":{\"type\":\"Property\",\"value\":7}"), SecretPolicy.Root);
            Assert.Equal(201, (await broker.PostAsync("/csourceRegistrations", Registered.Body("back"), owner)).Status);

            var answer = await broker.SendAsync(method, path, body, headers: SecretPolicy.Root);

            answer.IsBare(204);
            return network.Calls;
        }
    }
}

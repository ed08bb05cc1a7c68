using Waziup.Server.Tests;
using Waziup.Server.Tests.Identity;

namespace Waziup.Gateway.Tests.Uplink;

/// <summary>Where callers say who they are on both sides, policies there and here decide what goes up.</summary>
public sealed class RightsTests
{
    const string Plot = "urn:ngsi-ld:Plot:1";

    [Fact]
    public async Task What_the_gateway_lets_go_and_the_cloud_lets_in_goes_up_and_nothing_else()
    {
        using var there = new TestFolder();
        using var here = new TestFolder();
        await using var cloud = await Guarded.StartAsync(there);
        var root = await cloud.BeginAsync();
        await cloud.AllowAsync(root, "urn:waziup:Policy:box", """{"who":["key:box"],"rights":["read","create","update","delete"],"entities":{},"attributes":{"*":"show"}}""");
        var key = await cloud.KeyAsync(root, """{"name":"box"}""");

        await using var gateway = await Guarded.StartAsync(here, "--cloud", cloud.Address.ToString(), "--cloud-key", key);
        var farmer = await gateway.BeginAsync();
        await gateway.AllowAsync(farmer, "urn:waziup:Policy:uplink", """{"who":["key:uplink-cloud"],"rights":["read","history"],"entities":{"type":"Plot"},"attributes":{"moisture":"show"}}""");
        await CreateAsync(gateway, farmer, """{"id":"urn:ngsi-ld:Pond:1","type":"Pond","level":{"type":"Property","value":1}}""");
        await CreateAsync(gateway, farmer, $$"""{"id":"{{Plot}}","type":"Plot","moisture":{"type":"Property","value":17,"observedAt":"2026-01-31T12:00:00Z"},"rent":{"type":"Property","value":900} }""");
        await UntilAsync(cloud, root, "\"moisture\":17");
        var change = await gateway.AsAsync(farmer, HttpMethod.Patch, $"{Guarded.Entities}/{Plot}/attrs/moisture", """{"value":18,"observedAt":"2026-01-31T13:00:00Z"}""");
        Assert.Equal(204, change.Status);
        await UntilAsync(cloud, root, "\"moisture\":18");

        var (_, plot) = await cloud.AsAsync(root, HttpMethod.Get, $"{Guarded.Entities}/{Plot}?format=simplified");
        Assert.Equal($$"""{"id":"{{Plot}}","type":"Plot","moisture":18}""", plot);
        Assert.Equal(404, (await cloud.AsAsync(root, HttpMethod.Get, $"{Guarded.Entities}/urn:ngsi-ld:Pond:1")).Status);
        Assert.Equal(204, (await gateway.AsAsync(farmer, HttpMethod.Delete, $"{Guarded.Entities}/{Plot}")).Status);
        await UntilAsync(cloud, root, "ResourceNotFound");
    }

    static async Task CreateAsync(ServerProcess broker, string key, string entity)
    {
        var (status, body) = await broker.AsAsync(key, HttpMethod.Post, Guarded.Entities, entity);
        Assert.True(status == 201, body);
    }

    static async Task UntilAsync(ServerProcess broker, string key, string text)
    {
        var body = "";
        for (var left = 150; left > 0; left--)
        {
            (_, body) = await broker.AsAsync(key, HttpMethod.Get, $"{Guarded.Entities}/{Plot}?format=simplified");
            if (body.Contains(text, StringComparison.Ordinal))
                return;
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
        Assert.Fail($"{text} is not in {body}\n{broker.Output}");
    }
}

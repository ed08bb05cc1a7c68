using Microsoft.Extensions.DependencyInjection;

namespace Waziup.Ngsi.Client.Tests;

public class HostTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_gets_one_client_with_its_options()
    {
        await using var broker = await TestBroker.StartAsync();
        var services = new ServiceCollection();
        services.AddNgsiLdClient(broker.Address, options => options.Tenant = "farm").AddNgsiLdClient(new Uri("http://ignored.example"));
        await using var host = services.BuildServiceProvider();

        var client = host.GetRequiredService<NgsiLdClient>();
        await client.Entities.CreateAsync(Ponds.Pond(1), Cancel);

        Assert.Same(client, host.GetRequiredService<NgsiLdClient>());
        Assert.Equal("farm", Assert.Single(broker.Requests)["NGSILD-Tenant"]);
    }

    [Fact]
    public async Task The_connections_end_with_the_host()
    {
        await using var broker = await TestBroker.StartAsync();
        NgsiLdClient client;
        await using (var host = new ServiceCollection().AddNgsiLdClient(broker.Address).BuildServiceProvider())
            client = host.GetRequiredService<NgsiLdClient>();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.Entities.RetrieveAsync(Ponds.Id(1), cancel: Cancel));
    }
}

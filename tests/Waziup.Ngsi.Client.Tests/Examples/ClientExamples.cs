using Microsoft.Extensions.DependencyInjection;
using Waziup.Ngsi.NewtonsoftJson;

namespace Waziup.Ngsi.Client.Tests.Examples;

/// <summary>The examples of the READMEs of the client packages.</summary>
public class ClientExamples
{
    [Fact]
    public async Task Writing_and_reading()
    {
        await using var broker = await TestBroker.StartAsync();
        using var http = new HttpClient { BaseAddress = broker.Address };
        var now = broker.Clock.GetUtcNow();
        var client = new NgsiLdClient(http, new NgsiLdClientOptions { Tenant = "farm" });

#pragma warning disable xUnit1051 // An example shows what it is about.
        await client.Entities.CreateAsync(new NgsiEntityBuilder("urn:ngsi-ld:Pond:1", "Pond")
            .Property("temperature", 24.5, observedAt: now, unitCode: "CEL")
            .Relationship("partOf", "urn:ngsi-ld:Farm:1")
            .Point("location", longitude: -1.62, latitude: 6.69)
            .Build());

        var pond = await client.Entities.RetrieveAsync("urn:ngsi-ld:Pond:1");       // null where there is none
        var degrees = pond?["temperature"]?.Number;                                // 24.5

        await foreach (var warm in client.Entities.QueryAsync(new NgsiQuery { Type = "Pond", Q = "temperature>20" }))
            Console.WriteLine($"{warm.Id}: {warm["temperature"]?.Value}");          // as many pages as it takes

        var ponds = Ponds.Many(3);
        var result = await client.Batches.UpsertAsync(ponds, NgsiUpsertMode.Update);
        foreach (var failure in result.Failures)
            Console.WriteLine($"{failure.EntityId}: {failure.Error.Detail}");

        var id = await client.Subscriptions.CreateAsync(new NgsiSubscription
        {
            Entities = [new NgsiEntitySelector("Pond")],
            WatchedAttributes = ["temperature"],
            Notification = NgsiNotification.To(new Uri("http://receiver.example/ponds")),
        });

        var json = await client.Entities.RetrieveJObjectAsync("urn:ngsi-ld:Pond:1");
        json!["temperature"]!["value"] = 25.1m;
        await client.Batches.UpsertAsync([json]);
#pragma warning restore xUnit1051

        Assert.Equal(24.5, degrees);
        Assert.Equal(3, result.Created.Count);
        Assert.StartsWith("urn:", id, StringComparison.Ordinal);
        Assert.Equal(25.1, (await client.Entities.RetrieveAsync("urn:ngsi-ld:Pond:1", cancel: TestContext.Current.CancellationToken))!["temperature"]!.Number);
    }

    [Fact]
    public void A_client_in_a_host()
    {
        var services = new ServiceCollection();
        services.AddNgsiLdClient(new Uri("http://127.0.0.1:1026"), options => options.Retries = 3);

        using var host = services.BuildServiceProvider();
        Assert.NotNull(host.GetService<NgsiLdClient>());
    }
}

using System.Text.Json;

namespace Waziup.Ngsi.Client.Tests;

public class SubscriptionTests
{
    public static readonly NgsiSubscription Sample = new()
    {
        SubscriptionName = "Warm ponds",
        Entities = [new NgsiEntitySelector("Pond") { IdPattern = "urn:.*" }, new NgsiEntitySelector("Tank") { Ids = ["urn:t:1", "urn:t:2"] }],
        WatchedAttributes = ["temperature"],
        Q = "temperature>20",
        Throttling = TimeSpan.FromSeconds(2.5),
        ExpiresAt = new DateTimeOffset(2030, 1, 1, 2, 0, 0, TimeSpan.FromHours(2)),
        Notification = NgsiNotification.To(new Uri("http://receiver.example/ponds")) with { Format = NgsiFormat.Concise, Pick = ["id", "temperature"] },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_subscription_comes_back_as_it_was_made()
    {
        await using var broker = await TestBroker.StartAsync();
        var geo = JsonElement.Parse("""{"georel":"near;maxDistance==10","geometry":"Point","coordinates":[0,0]}""");

        var id = await broker.Client.Subscriptions.CreateAsync(
            Sample with { Id = "urn:ngsi-ld:Subscription:warm", More = new Dictionary<string, JsonElement> { ["geoQ"] = geo } }, Cancel);
        var found = await broker.Client.Subscriptions.RetrieveAsync(id, Cancel);

        Assert.Equal("urn:ngsi-ld:Subscription:warm", id);
        Assert.NotNull(found);
        Assert.Equal((id, "Warm ponds", "temperature>20", "active"), (found.Id, found.SubscriptionName, found.Q, found.Status));
        Assert.Equal(Sample.Entities![0], found.Entities![0]);
        Assert.Equal(("Tank", "urn:t:1 urn:t:2"), (found.Entities[1].Type, string.Join(' ', found.Entities[1].Ids!)));
        Assert.Equal(["temperature"], found.WatchedAttributes);
        Assert.Equal((Sample.Throttling, Sample.ExpiresAt), (found.Throttling, found.ExpiresAt));
        Assert.Null(found.TimeInterval);
        Assert.Equal((NgsiFormat.Concise, "http://receiver.example/ponds"), (found.Notification!.Format, found.Notification.Endpoint!.Uri!.ToString()));
        Assert.Equal(["id", "temperature"], found.Notification.Pick);
        Assert.Equal("near;maxDistance==10", found.More!["geoQ"].GetProperty("georel").GetString());
    }

    [Fact]
    public async Task An_update_changes_what_it_names()
    {
        await using var broker = await TestBroker.StartAsync();
        var id = await broker.Client.Subscriptions.CreateAsync(Sample, Cancel);

        await broker.Client.Subscriptions.UpdateAsync(
            id, new NgsiSubscription { IsActive = false, Throttling = TimeSpan.FromSeconds(9), More = new Dictionary<string, JsonElement> { ["q"] = JsonElement.Parse("null") } }, Cancel);

        var found = await broker.Client.Subscriptions.RetrieveAsync(id, Cancel);
        Assert.Equal((false, "paused", TimeSpan.FromSeconds(9)), (found!.IsActive, found.Status, found.Throttling));
        Assert.Null(found.Q);
        Assert.Equal(["temperature"], found.WatchedAttributes);
    }

    [Fact]
    public async Task All_subscriptions_are_listed_page_by_page()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.With(new NgsiLdClientOptions { PageSize = 2 });
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
            made.Add(await client.Subscriptions.CreateAsync(Sample, Cancel));

        var listed = await client.Subscriptions.ListAsync(Cancel).Select(subscription => subscription.Id!).ToListAsync(Cancel);

        Assert.Equal(made.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        Assert.Equal(3, broker.Requests.Count(request => request.Method == "GET"));
    }

    [Fact]
    public async Task A_subscription_ends_once()
    {
        await using var broker = await TestBroker.StartAsync();
        var id = await broker.Client.Subscriptions.CreateAsync(Sample, Cancel);

        Assert.True(await broker.Client.Subscriptions.DeleteAsync(id, Cancel));

        Assert.Null(await broker.Client.Subscriptions.RetrieveAsync(id, Cancel));
        Assert.False(await broker.Client.Subscriptions.DeleteAsync(id, Cancel));
        var missing = await Assert.ThrowsAsync<NgsiLdClientException>(() => broker.Client.Subscriptions.UpdateAsync(id, new NgsiSubscription { Q = "a" }, Cancel));
        Assert.True(missing.IsNotFound);
    }
}

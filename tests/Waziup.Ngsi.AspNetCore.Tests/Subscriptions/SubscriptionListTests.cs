namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>Subscriptions are listed, deleted, and kept apart by tenant (5.8.4, 5.8.5).</summary>
public sealed class SubscriptionListTests
{
    [Fact]
    public async Task Pages_together_are_all_and_each_is_on_one()
    {
        await using var broker = await StartAsync(5);
        var seen = new List<string>();

        var page = await broker.GetAsync("/subscriptions?limit=2&count=true");
        while (true)
        {
            Assert.Equal(200, page.Status);
            Assert.Equal("5", page["NGSILD-Results-Count"]);
            seen.AddRange(page.Json.AsArray().Select(one => ((string)one!["id"]!)[^1..]));
            if (page.Link("next") is null)
                break;
            page = await broker.GetAsync(page.Target("next"));
        }

        Assert.Equal("12345", string.Concat(seen.Order(StringComparer.Ordinal)));
        Assert.Single(page.Json.AsArray());
        Assert.NotNull(page.Link("prev"));
    }

    [Fact]
    public async Task They_are_counted_without_being_shown()
    {
        await using var broker = await StartAsync(3);

        var counted = await broker.GetAsync("/subscriptions?limit=0&count=true");
        var beyond = await broker.GetAsync("/subscriptions?offset=3");

        Assert.Equal((200, "[]", "3"), (counted.Status, counted.Body, counted["NGSILD-Results-Count"]));
        Assert.Equal((200, "[]", null), (beyond.Status, beyond.Body, beyond["NGSILD-Results-Count"]));
    }

    [Theory]
    [InlineData("limit=-1", "BadRequestData")]
    [InlineData("offset=-1", "BadRequestData")]
    [InlineData("limit=0", "BadRequestData")]
    [InlineData("count=maybe", "BadRequestData")]
    [InlineData("type=Tank", "InvalidRequest")]
    [InlineData("options=noOverwrite", "InvalidRequest")]
    public async Task What_cannot_be_asked_is_refused(string query, string type)
    {
        await using var broker = await StartAsync(1);

        (await broker.GetAsync("/subscriptions?" + query)).IsProblem(400, type);
    }

    [Fact]
    public async Task A_deleted_one_is_gone()
    {
        await using var broker = await StartAsync(2);

        (await broker.DeleteAsync(Subscribed.Path())).IsBare(204);

        (await broker.GetAsync(Subscribed.Path())).IsProblem(404, "ResourceNotFound");
        (await broker.DeleteAsync(Subscribed.Path())).IsProblem(404, "ResourceNotFound");
        Assert.Equal("urn:ngsi-ld:Subscription:2", (string?)Assert.Single((await broker.GetAsync("/subscriptions")).Json.AsArray())!["id"]);
        await broker.SubscribeAsync();
    }

    [Fact]
    public async Task A_deleted_one_is_told_nothing()
    {
        await using var broker = await StartAsync(1);
        await broker.DeleteAsync(Subscribed.Path());

        await broker.CreateAsync(Samples.Tank(1));

        await broker.QuietAsync();
    }

    [Fact]
    public async Task A_new_one_with_an_old_id_knows_nothing_of_the_old()
    {
        await using var broker = await StartAsync(1);
        await broker.CreateAsync(Samples.Tank(1));
        await broker.Notifier.NextAsync();
        await broker.CountedAsync(1);

        await broker.DeleteAsync(Subscribed.Path());
        await broker.SubscribeAsync();

        Assert.Null((await broker.SubscriptionAsync())["notification"]!["timesSent"]);
        Assert.Null((await broker.SubscriptionAsync())["notification"]!["lastNotification"]);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        await using var broker = await TestBroker.StartAsync();

        (await broker.GetAsync(Subscribed.Path())).IsProblem(404, "ResourceNotFound");
        (await broker.PatchAsync(Subscribed.Path(), """{"description":"x"}""")).IsProblem(404, "ResourceNotFound");
        (await broker.DeleteAsync(Subscribed.Path())).IsProblem(404, "ResourceNotFound");
        (await broker.GetAsync("/subscriptions/nouri")).IsProblem(400, "BadRequestData");
        (await broker.PatchAsync("/subscriptions/nouri", """{"description":"x"}""")).IsProblem(400, "BadRequestData");
        (await broker.DeleteAsync("/subscriptions/nouri")).IsProblem(400, "BadRequestData");
        Assert.Equal("[]", (await broker.GetAsync("/subscriptions")).Body);
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task All_of_them_are_not_changed_at_once(string method)
    {
        await using var broker = await StartAsync(1);

        Assert.Equal(405, (await broker.SendAsync(method, "/subscriptions/", """{"description":"x"}""")).Status);

        Assert.Single((await broker.GetAsync("/subscriptions")).Json.AsArray());
    }

    [Fact]
    public async Task Tenants_do_not_see_each_others()
    {
        const string Farm = "NGSILD-Tenant: farm";
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync(headers: Farm);

        var here = await broker.GetAsync(Subscribed.Path(), Farm);

        Assert.Equal((200, "farm"), (here.Status, here["NGSILD-Tenant"]));
        Assert.Single((await broker.GetAsync("/subscriptions", Farm)).Json.AsArray());
        (await broker.GetAsync(Subscribed.Path())).IsProblem(404, "ResourceNotFound");
        (await broker.DeleteAsync(Subscribed.Path())).IsProblem(404, "ResourceNotFound");
        Assert.Equal("[]", (await broker.GetAsync("/subscriptions")).Body);
        (await broker.GetAsync("/subscriptions", "NGSILD-Tenant: nobody")).IsProblem(404, "NonexistentTenant");
        // The same id in another tenant is another subscription.
        await broker.SubscribeAsync();
    }

    private static async Task<TestBroker> StartAsync(int count)
    {
        var broker = await TestBroker.StartAsync();
        for (var number = 1; number <= count; number++)
            await broker.SubscribeAsync(id: $"{number}");
        return broker;
    }
}

namespace Waziup.Ngsi.AspNetCore.Tests.Feeds;

/// <summary>A query that stays open and tells of changes.</summary>
public class FeedTests
{
    [Fact]
    public async Task Changes_of_what_is_selected_are_told_in_order()
    {
        await using var broker = await TestBroker.StartAsync();
        using var feed = await FeedReader.OpenAsync(broker, "type=Tank&q=level<10");
        Assert.Equal(("", ""), await feed.NextAsync());

        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Pump:1","type":"Pump"}""");
        await broker.CreateAsync(Samples.Tank(1));
        await broker.CreateAsync(Samples.Tank(99));
        await broker.PatchAsync("/entities/urn:ngsi-ld:Tank:1/attrs", """{"level":{"type":"Property","value":2}}""");
        await broker.DeleteAsync("/entities/urn:ngsi-ld:Tank:1");

        Assert.Equal(("created", """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":1,"unitCode":"CMT"}}"""), await feed.NextAsync());
        var (kind, data) = await feed.NextAsync();
        Assert.Equal("updated", kind);
        Assert.Contains("\"value\":2", data, StringComparison.Ordinal);
        Assert.Equal(("deleted", """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","deletedAt":"2026-01-01T00:00:00.000002Z"}"""), await feed.NextAsync());
    }

    [Fact]
    public async Task The_parts_and_the_form_that_were_asked_for_are_told()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        using var feed = await FeedReader.OpenAsync(broker, "type=Tank&pick=id,level&options=keyValues", null, Samples.ContextLink);
        await feed.NextAsync();

        await broker.CreateAsync(Samples.Tank(1, ""","owner":{"type":"Property","value":"x"}"""), Samples.ContextLink);

        Assert.Equal(("created", """{"id":"urn:ngsi-ld:Tank:1","level":1}"""), await feed.NextAsync());
    }

    [Fact]
    public async Task Who_asks_for_attributes_is_told_of_changes_of_these_alone()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ""","owner":{"type":"Property","value":"x"}"""));
        using var feed = await FeedReader.OpenAsync(broker, "type=Tank&attrs=owner");
        await feed.NextAsync();

        await broker.PatchAsync("/entities/urn:ngsi-ld:Tank:1/attrs", """{"level":{"type":"Property","value":2}}""");
        await broker.PatchAsync("/entities/urn:ngsi-ld:Tank:1/attrs", """{"owner":{"type":"Property","value":"y"}}""");

        Assert.Equal(("updated", """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","owner":{"type":"Property","value":"y"}}"""), await feed.NextAsync());
    }

    [Fact]
    public async Task Who_comes_back_goes_on_where_he_left()
    {
        await using var broker = await TestBroker.StartAsync();
        string left;
        using (var feed = await FeedReader.OpenAsync(broker, "type=Tank"))
        {
            await feed.NextAsync();
            await broker.CreateAsync(Samples.Tank(1));
            await feed.NextAsync();
            left = feed.LastId;
        }
        await broker.CreateAsync(Samples.Tank(2));
        await broker.CreateAsync(Samples.Tank(3));

        using var again = await FeedReader.OpenAsync(broker, "type=Tank", left);

        Assert.Equal(("", ""), await again.NextAsync());
        Assert.Contains("Tank:2", (await again.NextAsync()).Data, StringComparison.Ordinal);
        Assert.Contains("Tank:3", (await again.NextAsync()).Data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("xSCnnZcZ4yt8m0GOsWEkNFexD7D1DVpgADmraLZgXettELtY")]
    [InlineData("7")]
    public async Task Who_comes_back_from_somewhere_unknown_is_told_that_he_may_have_missed_something(string lastId)
    {
        await using var broker = await TestBroker.StartAsync();

        using var feed = await FeedReader.OpenAsync(broker, "type=Tank", lastId);

        Assert.Equal(("reset", "{}"), await feed.NextAsync());
        await broker.CreateAsync(Samples.Tank(1));
        Assert.Equal("created", (await feed.NextAsync()).Event);
    }

    [Fact]
    public async Task What_is_hidden_is_told_to_nobody()
    {
        await using var broker = await TestBroker.StartAsync(new Gate.SecretPolicy());
        using var feed = await FeedReader.OpenAsync(broker, "type=Tank&local=true");
        await feed.NextAsync();

        await broker.CreateAsync(Samples.Tank(1, ""","secret":{"type":"Property","value":"s3cr3t"}"""), Gate.SecretPolicy.Root);
        // Nothing of it for him: neither this, nor when it happened.
        await broker.PatchAsync("/entities/urn:ngsi-ld:Tank:1/attrs", """{"secret":{"type":"Property","value":"s3cr3t2"}}""", Gate.SecretPolicy.Root);
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Hidden:9","type":["Hidden","Tank"],"level":{"type":"Property","value":1}}""", Gate.SecretPolicy.Root);
        await broker.DeleteAsync("/entities/urn:ngsi-ld:Tank:1", Gate.SecretPolicy.Root);

        Assert.Equal(("created", """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":1,"unitCode":"CMT"}}"""), await feed.NextAsync());
        Assert.Equal("deleted", (await feed.NextAsync()).Event);
    }

    [Fact]
    public async Task Ids_do_not_tell_how_much_happened()
    {
        await using var broker = await TestBroker.StartAsync();
        using var one = await FeedReader.OpenAsync(broker, "type=Tank");
        using var two = await FeedReader.OpenAsync(broker, "type=Tank");

        await one.NextAsync();
        await two.NextAsync();

        // The same position, yet nothing in common.
        Assert.NotEqual(one.LastId, two.LastId);
        Assert.Equal(one.LastId.Length, two.LastId.Length);
    }

    [Fact]
    public async Task A_feed_in_which_nothing_happens_shows_that_it_is_alive()
    {
        await using var broker = await TestBroker.StartAsync(options: options => options.Notifications.FeedHeartbeat = TimeSpan.FromSeconds(15));
        using var feed = await FeedReader.OpenAsync(broker, "type=Tank");
        await feed.NextAsync();
        var next = feed.NextAsync();

        for (var i = 0; i < 100 && !next.IsCompleted; i++)
        {
            broker.Clock.Advance(TimeSpan.FromSeconds(15));
            await Task.WhenAny(next, Task.Delay(50, TestContext.Current.CancellationToken));
        }

        Assert.Equal(("", ""), await next);
    }

    [Fact]
    public async Task There_are_only_so_many_feeds()
    {
        await using var broker = await TestBroker.StartAsync(options: options => options.Notifications.MaxFeeds = 2);
        using (await FeedReader.OpenAsync(broker, "type=Tank"))
            (await broker.GetAsync("/entities?type=Tank", "Accept: text/event-stream")).IsProblem(503, "Overloaded");

        // The place is free when the client has gone.
        for (var i = 0; ; i++)
        {
            var (again, _) = await FeedReader.TryOpenAsync(broker, "type=Tank");
            using var reader = again;
            if (again is not null)
                return;
            Assert.True(i < 100, "the place is not given back");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("type=Tank&q=(")]
    [InlineData("type=Tank&limit=5")]
    [InlineData("type=Tank&orderBy=level")]
    [InlineData("type=Tank&join=inline")]
    public async Task What_makes_no_sense_is_refused(string query)
    {
        await using var broker = await TestBroker.StartAsync();

        (await broker.GetAsync("/entities?" + query, "Accept: text/event-stream")).IsProblem(400, "BadRequestData");
    }

    [Fact]
    public async Task Other_resources_have_no_feed()
    {
        await using var broker = await TestBroker.StartAsync();

        Assert.Equal(406, (await broker.GetAsync("/types", "Accept: text/event-stream")).Status);
        Assert.Equal(406, (await broker.GetAsync("/entities/urn:x:1", "Accept: text/event-stream")).Status);
    }
}

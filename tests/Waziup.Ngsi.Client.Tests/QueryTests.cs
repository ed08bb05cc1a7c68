namespace Waziup.Ngsi.Client.Tests;

public class QueryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(7, 4)]
    [InlineData(5, 5)]
    [InlineData(100, 1)]
    public async Task All_pages_are_read_and_no_more(int pageSize, int requests)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Batches.CreateAsync(Ponds.Many(25), Cancel);
        var before = broker.Requests.Count;

        var ids = await broker.Client.Entities.QueryAsync(new NgsiQuery { Type = "Pond", PageSize = pageSize }, Cancel)
            .Select(pond => pond.Id.Value).ToListAsync(Cancel);

        Assert.Equal(Enumerable.Range(0, 25).Select(Ponds.Id), ids.Order(StringComparer.Ordinal));
        Assert.Equal(requests, broker.Requests.Count - before);
    }

    [Fact]
    public async Task A_page_that_nobody_reads_is_not_asked_for()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Batches.CreateAsync(Ponds.Many(25), Cancel);
        var client = broker.With(new NgsiLdClientOptions { PageSize = 10 });

        var some = await client.Entities.QueryAsync(NgsiQuery.OfType("Pond"), Cancel).Take(10).ToListAsync(Cancel);

        Assert.Equal(10, some.Count);
        Assert.Single(broker.Requests, request => request.Method == "GET");
    }

    [Fact]
    public async Task Every_part_of_a_query_counts()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Batches.CreateAsync(Ponds.Many(20), Cancel);
        await broker.Client.Entities.CreateAsync(
            new NgsiEntityBuilder("urn:ngsi-ld:Pond:north", "Pond").Scope("/Ghana/North").Property("name", "Élan & söhne").Point("location", -1, 10).Build(), Cancel);

        Assert.Equal([Ponds.Id(18), Ponds.Id(19)], await FindAsync(new NgsiQuery { Type = "Pond", Q = "temperature>17" }));
        Assert.Equal([Ponds.Id(3)], await FindAsync(new NgsiQuery { Type = "Pond", Ids = [Ponds.Id(3), "urn:ngsi-ld:Pond:none"] }));
        Assert.Equal(10, (await FindAsync(new NgsiQuery { Type = "Pond", IdPattern = ":01[0-9]$" })).Count);
        Assert.Equal(["urn:ngsi-ld:Pond:north"], await FindAsync(new NgsiQuery { Type = "Pond", ScopeQ = "/Ghana/#" }));
        Assert.Equal(["urn:ngsi-ld:Pond:north"], await FindAsync(new NgsiQuery { Q = "name==\"Élan & söhne\"" }));
        Assert.Equal(["urn:ngsi-ld:Pond:north"], await FindAsync(new NgsiQuery { Type = "Pond", Place = NgsiGeoQuery.Near(-1.001, 10, 500) }));
        Assert.Empty(await FindAsync(new NgsiQuery { Type = "Pond", Place = NgsiGeoQuery.Near(-2, 10, 500.5) }));

        async Task<List<string>> FindAsync(NgsiQuery query) =>
            await broker.Client.Entities.QueryAsync(query, Cancel).Select(pond => pond.Id.Value).Order(StringComparer.Ordinal).ToListAsync(Cancel);
    }

    [Fact]
    public async Task A_query_says_how_and_in_which_order()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Batches.CreateAsync(Ponds.Many(3), Cancel);

        var ponds = await broker.Client.Entities.QueryAsync(
            new NgsiQuery { Type = "Pond", OrderBy = ["temperature;desc"], Local = true, Format = NgsiFormat.Simplified, Pick = ["id", "temperature"] }, Cancel)
            .ToListAsync(Cancel);

        Assert.Equal(["""{"id":"urn:ngsi-ld:Pond:002","temperature":2}""", """{"id":"urn:ngsi-ld:Pond:001","temperature":1}""", """{"id":"urn:ngsi-ld:Pond:000","temperature":0}"""],
            ponds.Select(pond => pond.ToString()));
        Assert.Equal(2, ponds[0]["temperature"]!.Number);
    }

    [Fact]
    public async Task Counting_reads_no_entities()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Batches.CreateAsync(Ponds.Many(12), Cancel);

        Assert.Equal(12, await broker.Client.Entities.CountAsync(NgsiQuery.OfType("Pond"), Cancel));
        Assert.Equal(2, await broker.Client.Entities.CountAsync(new NgsiQuery { Type = "Pond", Q = "temperature<2" }, Cancel));
        Assert.Contains("limit=0", broker.Requests.Last().Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_is_too_long_for_a_URL_goes_out_in_a_body()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Batches.CreateAsync(
            Enumerable.Range(0, 600).Select(number => new NgsiEntityBuilder(Ponds.Id(number), "Pond").Property("temperature", number).Point("location", 1, 2).Build()), Cancel);
        var query = new NgsiQuery
        {
            Type = "Pond",
            Ids = [.. Enumerable.Range(100, 400).Select(number => (ResourceId)Ponds.Id(number))],
            Q = "temperature<300",
            Place = NgsiGeoQuery.Near(1, 2, 10),
            IdPattern = ".*",
            Pick = ["id", "temperature"],
            OrderBy = ["temperature;desc"],
            Local = true,
            Format = NgsiFormat.Simplified,
            PageSize = 60,
        };

        var before = broker.Requests.Count;
        var found = await broker.Client.Entities.QueryAsync(query, Cancel).ToListAsync(Cancel);
        var pages = broker.Requests.Skip(before).ToList();
        var count = await broker.Client.Entities.CountAsync(query, Cancel);

        Assert.Equal(Enumerable.Range(100, 200).Reverse().Select(Ponds.Id), found.Select(pond => pond.Id.Value));
        Assert.Equal("""{"id":"urn:ngsi-ld:Pond:299","temperature":299}""", found[0].ToString());
        Assert.Equal(200, count);
        Assert.Equal(4, pages.Count);
        Assert.All(pages, page => Assert.StartsWith("/ngsi-ld/v1/entityOperations/query?", page.Target, StringComparison.Ordinal));
        Assert.All(pages, page => Assert.True(int.Parse(page["Content-Length"] ?? "0") > 8000));
    }

    [Fact]
    public async Task A_query_that_the_broker_refuses_fails_when_it_is_read()
    {
        await using var broker = await TestBroker.StartAsync();

        var ponds = broker.Client.Entities.QueryAsync(new NgsiQuery { Type = "Pond", Q = "temperature>" }, Cancel);

        var refused = await Assert.ThrowsAsync<NgsiLdClientException>(async () => await ponds.ToListAsync(Cancel));
        Assert.Equal((400, "https://uri.etsi.org/ngsi-ld/errors/BadRequestData"), (refused.Status, refused.Error.Type));
    }

    [Fact]
    public async Task Reading_ends_where_it_is_cancelled()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.Batches.CreateAsync(Ponds.Many(25), Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var read = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in broker.Client.Entities.QueryAsync(new NgsiQuery { Type = "Pond", PageSize = 5 }, stop.Token))
            {
                if (++read == 5)
                    await stop.CancelAsync();
            }
        });

        Assert.Equal(5, read);
        Assert.Single(broker.Requests, request => request.Method == "GET");
    }
}

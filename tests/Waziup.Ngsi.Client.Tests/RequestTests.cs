namespace Waziup.Ngsi.Client.Tests;

/// <summary>What all requests have in common.</summary>
public class RequestTests
{
    private const string Context = "https://ctx.example/pond.jsonld";
    private const string ContextDocument = """{"@context":{"Pond":"https://ex.org/Pond","temperature":"https://ex.org/temperature"}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_body_goes_out_with_its_length_and_type()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.Client;
        var fragment = new NgsiEntityBuilder().Property("temperature", 20).Build();
        ResourceId id = Ponds.Id(1);

        await client.Entities.CreateAsync(Ponds.Pond(1), Cancel);
        await client.Entities.ReplaceAsync(Ponds.Pond(1), Cancel);
        await client.Entities.MergeAsync(id, fragment, cancel: Cancel);
        await client.Attributes.AppendAsync(id, fragment, cancel: Cancel);
        await client.Attributes.UpdateAsync(id, fragment, Cancel);
        await client.Attributes.UpdatePartlyAsync(id, "temperature", NgsiEntity.Parse("""{"value":1}"""), Cancel);
        await client.Attributes.ReplaceAsync(id, "temperature", NgsiEntity.Parse("""{"type":"Property","value":1}"""), Cancel);
        await client.Batches.CreateAsync([Ponds.Pond(2)], Cancel);
        await client.Batches.UpsertAsync([Ponds.Pond(2)], cancel: Cancel);
        await client.Batches.UpdateAsync([Ponds.Pond(2)], cancel: Cancel);
        await client.Batches.MergeAsync([Ponds.Pond(2)], Cancel);
        await client.Batches.DeleteAsync([Ponds.Id(2)], Cancel);
        await client.History.UpsertAsync(Ponds.Pond(3), Cancel);
        var subscription = await client.Subscriptions.CreateAsync(SubscriptionTests.Sample, Cancel);
        await client.Subscriptions.UpdateAsync(subscription, new NgsiSubscription { IsActive = false }, Cancel);

        Assert.Equal(15, broker.Requests.Count);
        Assert.All(broker.Requests, request =>
        {
            Assert.True(int.Parse(request["Content-Length"] ?? "0") > 0, request.ToString());
            Assert.Null(request["Transfer-Encoding"]);
            Assert.Equal("application/json", request["Content-Type"]);
        });
    }

    [Fact]
    public async Task Requests_without_a_body_say_nothing_of_one()
    {
        await using var broker = await TestBroker.StartAsync();

        await broker.Client.Entities.RetrieveAsync(Ponds.Id(1), cancel: Cancel);
        await broker.Client.Entities.DeleteAsync(Ponds.Id(1), Cancel);

        Assert.All(broker.Requests, request => Assert.False(request.HasBody));
        Assert.All(broker.Requests, request => Assert.Equal("application/json", request["Accept"]));
        Assert.All(broker.Requests, request => Assert.Null(request["Link"] ?? request["NGSILD-Tenant"]));
    }

    [Fact]
    public async Task The_context_of_the_client_gives_names_their_meaning()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Contexts[Context] = ContextDocument;
        var client = broker.With(new NgsiLdClientOptions { Context = new Uri(Context) });
        await client.Entities.CreateAsync(Ponds.Pond(1), Cancel);

        var named = await client.Entities.RetrieveAsync(Ponds.Id(1), cancel: Cancel);
        var bare = await broker.Client.Entities.RetrieveAsync(Ponds.Id(1), cancel: Cancel);
        var found = await client.Entities.QueryAsync(new NgsiQuery { Type = "Pond", Q = "temperature==1" }, Cancel).CountAsync(Cancel);

        Assert.Equal(("Pond", 1), (named!.Types[0], named["temperature"]!.Number));
        Assert.Equal("https://ex.org/Pond", bare!.Types[0]);
        Assert.Equal(1, bare["https://ex.org/temperature"]!.Number);
        Assert.Equal(1, found);
        Assert.Equal($"<{Context}>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"", broker.Requests.First()["Link"]);
    }

    [Fact]
    public async Task An_entity_with_a_context_inside_goes_out_without_a_link()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Contexts[Context] = ContextDocument;
        var client = broker.With(new NgsiLdClientOptions { Context = new Uri("https://ctx.example/other.jsonld") });

        await client.Entities.CreateAsync(new NgsiEntityBuilder(Ponds.Id(1), "Pond").Context(Context).Property("temperature", 20).Build(), Cancel);

        var request = Assert.Single(broker.Requests);
        Assert.Equal("application/ld+json", request["Content-Type"]);
        Assert.Null(request["Link"]);
    }

    [Fact]
    public async Task Entities_can_come_with_their_context_and_go_on_to_another_broker()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var other = await TestBroker.StartAsync();
        broker.Contexts[Context] = other.Contexts[Context] = ContextDocument;
        var client = broker.With(new NgsiLdClientOptions { Context = new Uri(Context), ContextInAnswers = true });
        await client.Batches.CreateAsync(Ponds.Many(3), Cancel);

        var copied = await other.Client.Batches.UpsertAsync(await client.Entities.QueryAsync(NgsiQuery.OfType("Pond"), Cancel).ToListAsync(Cancel), cancel: Cancel);

        var pond = await other.Client.Entities.RetrieveAsync(Ponds.Id(2), cancel: Cancel);
        Assert.Equal(3, copied.OrThrow().Created.Count);
        Assert.Equal(2, pond!["https://ex.org/temperature"]!.Number);
    }

    [Fact]
    public async Task Tenants_do_not_see_each_other()
    {
        await using var broker = await TestBroker.StartAsync();
        var farm = broker.With(new NgsiLdClientOptions { Tenant = "farm" });
        await farm.Entities.CreateAsync(Ponds.Pond(1), Cancel);

        Assert.NotNull(await broker.Client.ForTenant("farm").Entities.RetrieveAsync(Ponds.Id(1), cancel: Cancel));
        Assert.Null(await farm.ForTenant(null).Entities.RetrieveAsync(Ponds.Id(1), cancel: Cancel));
        var unknown = await Assert.ThrowsAsync<NgsiLdClientException>(() => broker.Client.ForTenant("nobody").Entities.RetrieveAsync(Ponds.Id(1), cancel: Cancel));
        Assert.EndsWith("NonexistentTenant", unknown.Error.Type, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://broker.example")]
    [InlineData("http://broker.example/ngsi-ld/v1")]
    [InlineData("http://broker.example/ngsi-ld/v1/")]
    public async Task The_address_may_be_that_of_the_broker_or_of_its_API(string address)
    {
        var broker = new ScriptedBroker().Answer(200, """{"id":"urn:p:1","type":"P"}""");

        await broker.Client(address: address).Entities.RetrieveAsync("urn:p:1", cancel: Cancel);

        Assert.Equal(["GET http://broker.example/ngsi-ld/v1/entities/urn%3Ap%3A1"], broker.Asked);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        NgsiLdClientOptions[] wrong =
        [
            new() { Tenant = "no spaces" },
            new() { Context = new Uri("pond.jsonld", UriKind.Relative) },
            new() { PageSize = 0 },
            new() { BatchSize = 0 },
            new() { MaxBatchBytes = 0 },
            new() { MaxAnswerBytes = 0 },
            new() { ReadTimeout = TimeSpan.Zero },
            new() { ReadTimeout = TimeSpan.MaxValue },
            new() { Retries = -1 },
            new() { MaxRetryDelay = TimeSpan.FromSeconds(-1) },
        ];

        Assert.All(wrong, options => Assert.Throws<ArgumentException>(() => new ScriptedBroker().Client(options)));
    }
}

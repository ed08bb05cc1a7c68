using System.Collections.Immutable;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate;

/// <summary>What is hidden is not there for any query: tank 1 has what may not be seen, tank 2 has not.</summary>
public sealed class QueryGateTests
{
    [Theory]
    [InlineData("q=secret==7", "", "1")]
    [InlineData("q=secret!=8", "", "1")]
    [InlineData("q=secret>1", "", "1")]
    [InlineData("q=secret", "", "1")]
    [InlineData("q=secret.sub", "", "1")]
    [InlineData("q=secret.createdAt>2000-01-01T00:00:00Z", "", "1")]
    [InlineData("type=Tank&q=!secret", "1,2", "2")]
    [InlineData("type=Tank&q=secret|level==2", "2", "1,2")]
    [InlineData("attrs=secret", "", "1")]
    [InlineData("georel=near;maxDistance==9&geometry=Point&coordinates=[1,1]", "", "1")]
    [InlineData("georel=disjoint&geometry=Point&coordinates=[5,5]", "", "1")]
    [InlineData("type=Tank&orderBy=secret,id;desc", "2,1", "1,2")]
    [InlineData("type=Tank&orderBy=location;dist-asc,id;desc&orderFrom=[1,1]", "2,1", "1,2")]
    [InlineData("type=Tank&orderBy=friend,id;desc", "2,1", "1,2")]
    [InlineData("type=Tank&join=inline&q=friend{level}==2", "", "1")]
    [InlineData("type=Tank&join=inline&q=known{secret}==7", "", "2")]
    [InlineData("type=Tank&join=inline&q=ghost{level}==9", "", "2")]
    [InlineData("type=Hidden", "", "9")]
    public async Task What_is_hidden_is_neither_found_nor_does_it_order(string query, string seen, string known)
    {
        await using var broker = await StartAsync();

        Assert.Equal(seen, await broker.FindAsync(query));
        Assert.Equal(known, await broker.FindAsync(query, HidingPolicy.Root));
    }

    [Theory]
    [InlineData("/entities?type=Tank&join=inline&joinLevel=3")]
    [InlineData("/entities?type=Tank&join=flat&joinLevel=3")]
    [InlineData("/entities/urn:ngsi-ld:Tank:2?join=inline&joinLevel=3")]
    [InlineData("/entities/urn:ngsi-ld:Tank:2?join=flat&joinLevel=3&options=keyValues")]
    public async Task A_join_brings_nothing_hidden_along(string path)
    {
        await using var broker = await StartAsync();

        var answer = await broker.GetAsync(path);
        var all = await broker.GetAsync(path, HidingPolicy.Root);

        Assert.Contains("Tank:1", answer.Body, StringComparison.Ordinal);
        Assert.All(["secret", "friend", "location", "\"ghostly\""], name => Assert.DoesNotContain(name, answer.Body, StringComparison.Ordinal));
        Assert.All(["secret", "friend", "location", "\"ghostly\""], name => Assert.Contains(name, all.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_hidden_relationship_is_not_followed()
    {
        await using var broker = await StartAsync();

        var alone = await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1?join=flat");

        Assert.Equal("urn:ngsi-ld:Tank:1", (string?)alone.Json["id"]);
        Assert.DoesNotContain("Tank:2", alone.Body, StringComparison.Ordinal);
        Assert.Equal("1,2", Found.Numbers(await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1?join=flat", HidingPolicy.Root)));
    }

    [Theory]
    [InlineData("q=secret==7")]
    [InlineData("q=secret")]
    [InlineData("georel=near;maxDistance==9&geometry=Point&coordinates=[1,1]")]
    [InlineData("type=Hidden")]
    [InlineData("type=Tank&drop=secret,friend,location")]
    [InlineData("q=secret&keep=level")]
    public async Task A_purge_neither_finds_nor_takes_what_is_hidden(string query)
    {
        await using var broker = await StartAsync();
        var before = (await broker.GetAsync("/entities?local=true&options=sysAttrs", HidingPolicy.Root)).Body;
        broker.Clock.Advance(TimeSpan.FromMinutes(1));

        (await broker.DeleteAsync("/entities?" + query)).IsBare(204);

        Assert.Equal(before, (await broker.GetAsync("/entities?local=true&options=sysAttrs", HidingPolicy.Root)).Body);
    }

    [Fact]
    public async Task What_is_kept_does_not_take_the_hidden_along_either()
    {
        await using var broker = await StartAsync();

        (await broker.DeleteAsync("/entities?type=Tank&keep=level")).IsBare(204);

        Assert.Equal("1", await broker.FindAsync("q=secret==7;friend;location", HidingPolicy.Root));
        Assert.Equal("", await broker.FindAsync("q=known|ghost", HidingPolicy.Root));
    }

    [Theory]
    [InlineData("/types")]
    [InlineData("/types?details=true")]
    [InlineData("/types/Tank")]
    [InlineData("/attributes")]
    [InlineData("/attributes?details=true")]
    [InlineData("/attributes/level")]
    public async Task What_is_hidden_is_not_listed(string path)
    {
        await using var broker = await StartAsync();

        var answer = await broker.GetAsync(path);

        Assert.Equal(200, answer.Status);
        Assert.All(["secret", "friend", "location", "Hidden", "ghostly"], name => Assert.DoesNotContain(name, answer.Body, StringComparison.Ordinal));
        Assert.NotEqual(answer.Body, (await broker.GetAsync(path, HidingPolicy.Root)).Body);
    }

    [Theory]
    [InlineData("/types/Hidden")]
    [InlineData("/attributes/secret")]
    [InlineData("/attributes/location")]
    [InlineData("/attributes/ghostly")]
    public async Task What_is_hidden_has_no_details(string path)
    {
        await using var broker = await StartAsync();

        (await broker.GetAsync(path)).IsProblem(404, "ResourceNotFound");
        Assert.Equal(200, (await broker.GetAsync(path, HidingPolicy.Root)).Status);
    }

    [Fact]
    public async Task What_is_hidden_is_not_counted()
    {
        await using var broker = await StartAsync();

        Assert.Equal(2, (int)(await broker.GetAsync("/attributes/level")).Json["attributeCount"]!);
        Assert.Equal(3, (int)(await broker.GetAsync("/attributes/level", HidingPolicy.Root)).Json["attributeCount"]!);
    }

    private static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync(new HidingPolicy());
        await broker.CreateAsync(Samples.Tank(1, """
            ,"secret":{"type":"Property","value":7,"sub":{"type":"Property","value":1}},"location":{"type":"Point","coordinates":[1,1]},
            "friend":{"type":"Relationship","object":"urn:ngsi-ld:Tank:2"}
            """), HidingPolicy.Root);
        await broker.CreateAsync(Samples.Tank(2, """
            ,"known":{"type":"Relationship","object":"urn:ngsi-ld:Tank:1"},"ghost":{"type":"Relationship","object":"urn:ngsi-ld:Hidden:9"}
            """), HidingPolicy.Root);
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Hidden:9","type":"Hidden","level":9,"ghostly":true}""", HidingPolicy.Root);
        return broker;
    }

    /// <summary>Root may do everything; for others three attributes and a type of entity do not exist.</summary>
    private sealed class HidingPolicy : IAccessPolicy
    {
        public const string Root = "Test-Caller: root";
        private const string Vocabulary = "https://uri.etsi.org/ngsi-ld/default-context/";

        private static readonly ImmutableArray<Iri> Secrets = [new(Vocabulary + "secret"), new(Vocabulary + "friend"), Model.Core.Location];

        private static readonly Grant Hiding = new(new Filter.Not(new Filter.OfType(new Iri(Vocabulary + "Hidden"))),
        [
            AttributeRule.HideAlways(Filter.Everything, Secrets),
            AttributeRule.ShowAll(Filter.Everything),
        ]);

        public ValueTask<Grant> GrantAsync(Caller caller, TenantId tenant, Right right, CancellationToken cancel) =>
            ValueTask.FromResult(caller.Subject == "root" ? Grant.Open : Hiding);
    }
}

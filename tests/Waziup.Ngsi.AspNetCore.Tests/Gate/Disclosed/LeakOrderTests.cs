using Waziup.Ngsi.AspNetCore.Tests.Federation;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>Where things are known by aliases, the order of a list does not tell which is which (POLICIES 4, row 9).</summary>
public sealed class LeakOrderTests
{
    private const int Many = 10_000;
    private const int AtOnce = 1000;

    [Fact]
    public async Task Row_9_The_order_of_aliases_has_nothing_to_do_with_the_order_in_which_things_were_made()
    {
        await using var broker = await Farm.StartAsync();
        for (var i = 0; i < Many; i += AtOnce)
            await CreateAsync(broker, Enumerable.Range(i, AtOnce));

        var (seen, ranks) = (new List<string>(), new List<int>());
        var made = Enumerable.Range(0, Many).ToDictionary(i => LossyPolicy.AliasOf(Id(i)));
        for (var offset = 0; offset < Many; offset += AtOnce)
            seen.AddRange(Ids(await broker.GetAsync($"/entities?type=Plot&pick=id&limit={AtOnce}&offset={offset}")));
        ranks.AddRange(seen.Select(alias => made[alias]));

        // Of independent orders the correlation of ranks spreads by 1/√n around 0.
        var distances = ranks.Select((rank, i) => Math.Pow(rank - i, 2)).Sum();
        var correlation = 1 - (6 * distances / (Many * (Math.Pow(Many, 2) - 1)));
        Assert.InRange(correlation, -4 / Math.Sqrt(Many), 4 / Math.Sqrt(Many));
        Assert.Equal(seen.Order(StringComparer.Ordinal), seen);
        Assert.Equal(Many, seen.Distinct().Count());
    }

    [Theory]
    [InlineData("/entities?type=Plot&limit=5")]
    [InlineData("/entities?type=Plot&limit=5&offset=7&count=true")]
    [InlineData("/entities?type=Plot&orderBy=level&limit=20")]
    [InlineData("/entities?type=Plot&orderBy=level;desc&limit=20")]
    [InlineData("/entities?type=Plot&q=level==1&options=keyValues")]
    [InlineData("/temporal/entities?type=Plot&timerel=before&timeAt=2030-01-01T00:00:00Z&timeproperty=modifiedAt&pick=id,level&options=temporalValues&limit=9")]
    public async Task Row_9_A_list_is_the_same_in_whichever_order_things_were_made(string path)
    {
        await using var one = await Farm.StartAsync();
        await using var other = await Farm.StartAsync();
        await CreateAsync(one, Enumerable.Range(0, 30));
        await CreateAsync(other, Enumerable.Range(0, 30).Reverse());

        var (first, second) = (await one.GetAsync(path), await other.GetAsync(path));

        Assert.Equal(first.Everything, second.Everything);
        Assert.NotEmpty(first.Json.AsArray());
        Assert.NotEqual((await one.GetAsync(path, LossyPolicy.Root)).Everything, (await other.GetAsync(path, LossyPolicy.Root)).Everything);
    }

    [Fact]
    public async Task Row_9_A_map_and_the_pages_of_it_are_in_the_order_of_aliases()
    {
        await using var broker = await Farm.StartAsync();
        await CreateAsync(broker, Enumerable.Range(0, 30));

        var page = await broker.GetAsync("/entities?type=Plot&pick=id&limit=30&entityMap=true");
        var map = await broker.GetAsync(page["NGSILD-EntityMap"]!.Replace("/ngsi-ld/v1", "", StringComparison.Ordinal));

        Assert.Equal(Ids(page), Ids(page).Order(StringComparer.Ordinal));
        Assert.Equal(Ids(page), map.Json["entityMap"]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task Row_9_What_sources_tell_does_not_stand_behind_what_is_here()
    {
        var network = new Network();
        await using var broker = await Farm.StartAsync(source: network);
        await CreateAsync(broker, Enumerable.Range(0, 10));
        network.Answers("back", _ => Warm.Reply(200, $"[{string.Join(',', Enumerable.Range(10, 10).Select(i => $$"""{"id":"{{Id(i)}}","type":"Plot","level":1}"""))}]"));
        var registered = await broker.PostAsync("/csourceRegistrations", Registered.Body("back", "inclusive", "\"type\":\"Plot\"", null, "[\"retrieveOps\"]", ""), LossyPolicy.Root);
        Assert.Equal(201, registered.Status);

        var all = Ids(await broker.GetAsync("/entities?type=Plot&pick=id&limit=100"));
        var second = Ids(await broker.GetAsync("/entities?type=Plot&pick=id&limit=5&offset=5"));

        Assert.Equal(Enumerable.Range(0, 20).Select(i => LossyPolicy.AliasOf(Id(i))).Order(StringComparer.Ordinal), all);
        Assert.Equal(all.Skip(5).Take(5), second);
    }

    private static async Task CreateAsync(TestBroker broker, IEnumerable<int> numbers) => Assert.Equal(201, (await broker.PostAsync(
        "/entityOperations/create", $"[{string.Join(',', numbers.Select(i => $$"""{"id":"{{Id(i)}}","type":"Plot","level":{{i % 2}}}"""))}]", LossyPolicy.Root)).Status);

    private static string Id(int number) => $"urn:ngsi-ld:Plot:{number}";

    private static List<string> Ids(Answer page) => [.. page.Json.AsArray().Select(entity => (string)entity!["id"]!)];
}

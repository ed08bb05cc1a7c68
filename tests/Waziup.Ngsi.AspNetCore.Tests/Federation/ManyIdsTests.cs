using System.Globalization;
using Waziup.Ngsi.AspNetCore.Tests.Maps;
using Waziup.Ngsi.Federation;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Questions that name more entities than a URL holds are asked in parts.</summary>
public sealed class ManyIdsTests
{
    private const int Many = 300;
    private const int MostInUrl = 8 * 1024;
    private const string WithMap = "/entities?type=Tank&limit=100&count=true&entityMap=true";

    public static TheoryData<string> Ways => ["[\"retrieveEntity\",\"queryEntity\"]", "[\"retrieveEntity\",\"queryBatch\"]", "[\"retrieveOps\",\"queryBatch\"]"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_map_of_many_entities_is_gone_through_to_its_end(string operations)
    {
        await using var world = await StartAsync(operations);
        var first = await world.Front.GetAsync(WithMap);
        Assert.Equal(("300", 100), (first["NGSILD-Results-Count"], first.Json.AsArray().Count));

        var second = await world.Front.GetAsync(first.Target("next"), first.GoOn());
        var third = await world.Front.GetAsync(second.Target("next"), first.GoOn());

        Assert.Equal(Numbers(101, 100), NumbersIn(second));
        Assert.Equal(Numbers(201, 100), NumbersIn(third));
        Assert.Null(third["NGSILD-Warning"]);
        AllFit(world);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Many_entities_that_a_client_names_are_found(string operations)
    {
        await using var world = await StartAsync(operations);
        var ids = string.Join(',', Enumerable.Range(1, Many).Select(number => $"\"urn:ngsi-ld:Tank:{number}\""));
        var body = $$"""{"type":"Query","entities":[{{string.Join(',', ids.Split(',').Select(id => $$"""{"id":{{id}},"type":"Tank"}"""))}}]}""";

        var answer = await world.Front.PostAsync("/entityOperations/query?limit=250", body);

        Assert.Equal(Numbers(1, 250), NumbersIn(answer));
        Assert.NotNull(answer.Link("next"));
        AllFit(world);
    }

    [Fact]
    public async Task Histories_of_many_entities_are_found()
    {
        await using var world = await StartAsync("[\"retrieveTemporal\",\"queryTemporal\"]", count: 120);
        const string Window = "timerel=after&timeAt=2020-01-01T00:00:00Z&timeproperty=modifiedAt";

        var first = await world.Front.GetAsync($"/temporal/entities?type=Tank&{Window}&limit=50&count=true&entityMap=true");
        var second = await world.Front.GetAsync(first.Target("next"), first.GoOn());

        Assert.Equal("120", first["NGSILD-Results-Count"]);
        Assert.Equal(50, second.Json.AsArray().Count);
        AllFit(world);
    }

    [Fact]
    public async Task Many_entities_that_a_map_names_are_deleted()
    {
        await using var world = await StartAsync("[\"retrieveOps\",\"purgeEntity\"]");
        var map = await world.Front.GetAsync(WithMap);
        await world.Back.CreateAsync(Samples.Tank(Many + 1));

        Assert.Equal(204, (await world.Front.DeleteAsync("/entities?type=Tank", map.GoOn())).Status);

        Assert.Equal([Many + 1], NumbersIn(await world.Back.GetAsync("/entities?type=Tank")));
        AllFit(world);
    }

    [Fact]
    public async Task A_source_that_fails_is_not_asked_for_the_other_parts()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 500);
        await broker.CreateAsync(Samples.Tank(7));
        await broker.RegisterAsync("back", operations: "[\"queryEntity\"]");
        var ids = string.Join(',', Enumerable.Range(1, Many).Select(number => $$"""{"id":"urn:ngsi-ld:Tank:{{number}}","type":"Tank"}"""));

        var answer = await broker.PostAsync("/entityOperations/query", $$"""{"type":"Query","entities":[{{ids}}]}""");

        Assert.Equal(200, answer.Status);
        Assert.Contains("299", answer["NGSILD-Warning"], StringComparison.Ordinal);
        Assert.Single(network.Calls);
    }

    private static IEnumerable<int> Numbers(int from, int count) => Enumerable.Range(from, count);

    private static IEnumerable<int> NumbersIn(Answer answer)
    {
        Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");
        return answer.Json.AsArray().Select(entity => int.Parse(((string)entity!["id"]!).Split(':')[^1], CultureInfo.InvariantCulture));
    }

    private static void AllFit(World world) =>
        Assert.All(world.Network.Calls, call => Assert.InRange(call.Uri.PathAndQuery.Length, 1, MostInUrl));

    private static async Task<World> StartAsync(string operations, int count = Many)
    {
        var world = await World.StartAsync();
        await world.Front.RegisterAsync("back", operations: operations);
        foreach (var number in Enumerable.Range(1, count))
            await world.Back.CreateAsync(Samples.Tank(number));
        return world;
    }
}

using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.AspNetCore.Tests.Temporal;

namespace Waziup.Ngsi.AspNetCore.Tests.Maps;

/// <summary>How entity maps are made (5.5.9.3, 5.14.4, 5.14.5, 6.34, 6.35).</summary>
public sealed class EntityMapTests
{
    private const string Always = """ "temporalQ":{"timerel":"before","timeAt":"2030-01-01T00:00:00Z"} """;

    [Theory]
    [InlineData("type=Tank", "1,2,3")]
    [InlineData("local=true", "1,2,3,4")]
    [InlineData("q=level>1&orderBy=level;desc", "2,3")]
    [InlineData("type=Tank&scopeQ=/s", "1")]
    [InlineData("type=Tank&limit=1&offset=2&count=true", "1,2,3")]
    [InlineData("type=Tank&join=inline&q=next{level}==2", "1")]
    [InlineData("type=Tank&splitEntities=true&entityMap=true&options=keyValues&pick=id", "1,2,3")]
    [InlineData("type=Nothing", "")]
    public async Task A_map_holds_all_that_a_query_selects(string query, string numbers)
    {
        await using var broker = await Tanks.StartAsync();

        var made = await broker.GetAsync("/entityMaps?" + query);

        Assert.Equal(numbers, made.Entities(201));
        Assert.Equal(["id", "type", "expiresAt", "entityMap"], made.Json.AsObject().Select(member => member.Key));
        Assert.EndsWith("/" + (string)made.Json["id"]!, made.Map(), StringComparison.Ordinal);
        Assert.Equal(("EntityMap", "2026-01-01T01:00:00Z"), ((string?)made.Json["type"], made.ExpiresAt()));
        Assert.Equal(made.Body, (await broker.GetAsync(made.Map())).Body);
    }

    [Theory]
    [InlineData(""" "entities":[{"type":"Tank"}] """, "1,2,3")]
    [InlineData(""" "entities":[{"id":"urn:ngsi-ld:Tank:2","type":"Tank"},{"type":"Pump"}] """, "2,4")]
    [InlineData(""" "q":"level>1","ordering":{"orderBy":["level;desc"]} """, "2,3")]
    public async Task A_query_in_a_body_makes_one_too(string members, string numbers)
    {
        await using var broker = await Tanks.StartAsync();

        var made = await broker.PostAsync("/entityMaps?limit=1", Tanks.Body(members));

        Assert.Equal(numbers, made.Entities(201));
        Assert.Equal(numbers, await broker.EntitiesAsync(made));
    }

    [Fact]
    public async Task A_temporal_query_makes_a_map_of_what_it_finds_in_its_window()
    {
        await using var broker = await PastAsync();

        var early = await broker.GetAsync($"/temporal/entityMaps?type=Tank&timerel=before&timeAt={Past.At(11)}");
        var all = await broker.PostAsync("/temporal/entityMaps", Tanks.Body(""" "entities":[{"type":"Tank"}],"entityMapLifetime":"PT1M", """ + Always));

        Assert.Equal("1", early.Entities(201));
        Assert.Equal("1,2", all.Entities(201));
        Assert.Equal("2026-01-01T00:01:00Z", all.ExpiresAt());
        Assert.NotEqual(early.Map(), all.Map());
        Assert.Equal(early.Body, (await broker.GetAsync(early.Map())).Body);
    }

    [Fact]
    public async Task A_query_may_ask_for_a_map_along_with_its_answer()
    {
        await using var broker = await Tanks.StartAsync();

        var byUrl = await broker.GetAsync("/entities?type=Tank&entityMap=true&limit=2");
        var byBody = await broker.PostAsync(Tanks.Query + "?limit=2", Tanks.Body(""" "entities":[{"type":"Tank"}],"entityMap":true """));
        var without = await broker.GetAsync("/entities?type=Tank&entityMap=false");

        foreach (var answer in (Answer[])[byUrl, byBody])
        {
            Assert.Equal("1,2", answer.Page(201));
            Assert.Equal("1,2,3", await broker.EntitiesAsync(answer));
        }
        Assert.Equal("1,2,3", without.Page(200));
        Assert.Null(without[Mapped.Header]);
    }

    [Fact]
    public async Task A_temporal_query_may_too()
    {
        await using var broker = await PastAsync();

        var byUrl = await broker.GetAsync($"{Past.All}?type=Tank&entityMap=true&limit=1&{Mapped.Window}");
        var byBody = await broker.PostAsync(Past.Query + "?limit=1", Tanks.Body(""" "entities":[{"type":"Tank"}],"entityMap":true, """ + Always));

        foreach (var answer in (Answer[])[byUrl, byBody])
        {
            Assert.Equal("1", answer.Page(201));
            Assert.Equal("1,2", await broker.EntitiesAsync(answer));
        }
    }

    [Theory]
    [InlineData(Past.Current)]
    [InlineData(Past.One)]
    public async Task The_retrieval_of_one_entity_makes_a_map_of_that_one(string path)
    {
        await using var broker = await PastAsync();

        var answer = await broker.GetAsync(path + "?entityMap=true");
        var again = await broker.GetAsync(path, answer.GoOn());

        Assert.Equal((200, "urn:ngsi-ld:Tank:1"), (answer.Status, (string?)answer.Json["id"]));
        Assert.Equal("1", await broker.EntitiesAsync(answer));
        Assert.Equal((200, answer.Map()), (again.Status, again.Map()));
        Assert.Null((await broker.GetAsync(path))[Mapped.Header]);
        Assert.Null((await broker.GetAsync(path.Replace("Tank:1", "Tank:7", StringComparison.Ordinal) + "?entityMap=true")).IsProblem(404, "ResourceNotFound")[Mapped.Header]);
    }

    private static async Task<TestBroker> PastAsync()
    {
        var broker = await Past.StartAsync(Past.Hourly("level", 10, 11));
        await broker.RecordAsync(Past.Tank(2, Past.Hourly("level", 11)));
        await broker.RecordAsync($$"""{"id":"urn:ngsi-ld:Well:3","type":"Well",{{Past.Hourly("flow", 12)}}}""");
        return broker;
    }
}

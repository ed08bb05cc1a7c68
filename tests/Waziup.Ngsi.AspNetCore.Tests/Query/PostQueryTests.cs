namespace Waziup.Ngsi.AspNetCore.Tests.Query;

/// <summary>POST /entityOperations/query (5.2.23, 6.23).</summary>
public sealed class PostQueryTests
{
    [Theory]
    [InlineData(""" "entities":[{"type":"Tank"}] """, "1,2,3")]
    [InlineData(""" "entities":[{"type":"Tank|Pump"}] """, "1,2,3,4")]
    [InlineData(""" "entities":[{"type":"*"}] """, "1,2,3,4")]
    [InlineData(""" "entities":[{"type":"Tank","id":"urn:ngsi-ld:Tank:2"},{"type":"Pump"}] """, "2,4")]
    [InlineData(""" "entities":[{"type":"Tank","id":["urn:ngsi-ld:Tank:1","urn:ngsi-ld:Tank:3"],"idPattern":".*2"}] """, "1,3")]
    [InlineData(""" "entities":[{"type":"Tank","idPattern":".*2$"}] """, "2")]
    [InlineData(""" "q":"level>1" """, "2,3")]
    [InlineData(""" "attrs":["level"] """, "1,2,3")]
    [InlineData(""" "geoQ":{"georel":"near;maxDistance==9","geometry":"Point","coordinates":[1,1],"geoproperty":"site"} """, "1")]
    [InlineData(""" "geoQ":{"georel":"near;maxDistance==9","geometry":"Point","coordinates":"[1,1]","geoproperty":"site"} """, "1")]
    [InlineData(""" "geoQ":{"georel":"near;maxDistance==9","geometry":"Point","coordinates":[1,1]} """, "")]
    [InlineData(""" "entities":[{"type":"Tank"}],"scopeQ":"/s" """, "1")]
    [InlineData(""" "entities":[{"type":"Tank"}],"csf":"a==1" """, "1,2,3")]
    [InlineData(""" "q":"level","ordering":{"orderBy":["level;desc"]} """, "3,2,1")]
    [InlineData(""" "q":"level","ordering":{"orderBy":["site;dist-asc","id;desc"],"coordinates":[0,0]} """, "1,3,2")]
    [InlineData(""" "q":"level","ordering":{"orderBy":["id"],"collation":"und"} """, "1,2,3")]
    [InlineData(""" "q":"next{level}==2","join":"inline" """, "1")]
    public async Task A_query_in_a_body_finds_the_same(string members, string numbers)
    {
        await using var broker = await Tanks.StartAsync();

        Assert.Equal(numbers, Found.Numbers(await broker.PostAsync(Tanks.Query, Tanks.Body(members))));
    }

    [Fact]
    public async Task Paging_and_representation_come_in_the_url()
    {
        await using var broker = await Tanks.StartAsync();

        var answer = await broker.PostAsync(
            Tanks.Query + "?limit=1&offset=1&count=true&options=keyValues", Tanks.Body(""" "entities":[{"type":"Tank"}],"pick":["id","level"] """));

        Assert.Equal("3", answer["NGSILD-Results-Count"]);
        Found.IsJson("""[{"id":"urn:ngsi-ld:Tank:2","level":2}]""", answer.Json);
        Assert.DoesNotContain("Tank:3", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_join_may_come_in_the_url_too()
    {
        await using var broker = await Tanks.StartAsync();

        var answer = await broker.PostAsync(Tanks.Query + "?join=flat", Tanks.Body(""" "entities":[{"type":"Tank","id":"urn:ngsi-ld:Tank:1"}] """));

        Assert.Equal("1,2", Found.Numbers(answer));
        Assert.DoesNotContain("Tank:3", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Languages_are_chosen_in_the_body()
    {
        await using var broker = await Tanks.StartAsync();
        await broker.CreateAsync("""
            {"id":"urn:ngsi-ld:Sign:5","type":"Sign","text":{"type":"LanguageProperty","languageMap":{"en":"stop","fr":"arrêt"}}}
            """);

        var answer = await broker.PostAsync(Tanks.Query + "?options=keyValues", Tanks.Body(""" "entities":[{"type":"Sign"}],"lang":"fr,en;q=0.5" """));

        Assert.Equal("arrêt", (string?)answer.Json[0]!["text"]);
        Assert.DoesNotContain("stop", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Local_in_the_url_is_enough_to_ask_for_everything()
    {
        await using var broker = await Tanks.StartAsync();

        Assert.Equal("1,2,3,4", Found.Numbers(await broker.PostAsync(Tanks.Query + "?local=true", Tanks.Body(null))));
        (await broker.PostAsync(Tanks.Query, Tanks.Body(null))).IsProblem(400, "BadRequestData");
    }

    [Fact]
    public async Task Parts_are_chosen_in_the_body()
    {
        await using var broker = await Tanks.StartAsync();

        var answer = await broker.PostAsync(
            Tanks.Query + "?format=simplified", Tanks.Body(""" "q":"level==1","omit":["site","scope"],"join":"inline","joinLevel":1 """));

        Found.IsJson("""
            [{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":1,"next":{"id":"urn:ngsi-ld:Tank:2","type":"Tank","level":2}}]
            """, answer.Json);
        Assert.Null(answer.Json[0]!["site"]);
    }
}

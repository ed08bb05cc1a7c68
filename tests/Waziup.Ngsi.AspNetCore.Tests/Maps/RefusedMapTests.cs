using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Tests.Maps;

/// <summary>Requests that make no map, and how a map is served.</summary>
public sealed class RefusedMapTests
{
    [Theory]
    [InlineData("BadRequestData", "/entityMaps", "/entityMaps?id=urn:ngsi-ld:Tank:1", "/entityMaps?limit=2", "/entityMaps?idPattern=.*", "/entityMaps?type=Tank&q=(",
        "/entities?entityMap=true", "/entities?type=Tank&entityMap=maybe", "/entityMaps?type=Tank&splitEntities=maybe", "/entities/urn:ngsi-ld:Tank:1?entityMap=7")]
    [InlineData("BadRequestData", "/temporal/entityMaps", "/temporal/entityMaps?type=Tank", "/temporal/entityMaps?" + Mapped.Window,
        "/temporal/entityMaps?type=Tank&timerel=before", "/temporal/entities?type=Tank&entityMap=true")]
    [InlineData("InvalidRequest", "/entityMaps?type=Tank&nonsense=1", "/entityMaps/urn:x:y?type=Tank",
        "/temporal/entityMaps?type=Tank&join=inline&" + Mapped.Window, "/types?entityMap=true")]
    public async Task What_is_too_wide_or_makes_no_sense_makes_no_map(string problem, params string[] paths)
    {
        await using var broker = await Tanks.StartAsync();

        await Assert.AllAsync(paths, async path => Assert.Null((await broker.GetAsync(path)).IsProblem(400, problem)[Mapped.Header]));

        Assert.Equal(0, await CountAsync(broker));
    }

    /// <remarks>The parameters are those of the query (6.34.3.2), though a map shows neither attributes nor pages.</remarks>
    [Theory]
    [InlineData("InvalidRequest", "/entityMaps?type=Tank&options=temporalValues", "/entityMaps?type=Tank&format=nonsense",
        "/temporal/entityMaps?type=Tank&options=keyValues&" + Mapped.Window, "/temporal/entityMaps?type=Tank&format=nonsense&" + Mapped.Window)]
    [InlineData("BadRequestData", "/entityMaps?type=Tank&limit=-1", "/entityMaps?type=Tank&offset=-1", "/entityMaps?type=Tank&count=maybe",
        "/temporal/entityMaps?type=Tank&limit=-1&" + Mapped.Window)]
    public async Task What_the_query_would_not_take_makes_no_map_either(string problem, params string[] paths)
    {
        await using var broker = await Tanks.StartAsync();

        await Assert.AllAsync(paths, async path =>
        {
            (await broker.GetAsync(path.Replace("entityMaps", "entities", StringComparison.Ordinal))).IsProblem(400, problem);
            (await broker.GetAsync(path)).IsProblem(400, problem);
        });
    }

    [Fact]
    public async Task Nor_does_such_a_body()
    {
        await using var broker = await Tanks.StartAsync();
        string[] bodies =
        [
            "{}", Tanks.Body(null), Tanks.Body(""" "entities":[] """), Tanks.Body(""" "entities":[{"type":"Tank"}],"entityMap":"yes" """),
            Tanks.Body(""" "entities":[{"type":"Tank"}],"entityMapLifetime":7 """), Tanks.Body(""" "entities":[{"type":"Tank"}],"entityMapLifetime":"soon" """),
        ];

        await Assert.AllAsync(bodies, async body => (await broker.PostAsync("/entityMaps", body)).IsProblem(400, "BadRequestData"));
        (await broker.PostAsync("/entityMaps", "{")).IsProblem(400, "InvalidRequest");
        (await broker.PostAsync("/temporal/entityMaps", Tanks.Body(""" "entities":[{"type":"Tank"}] """))).IsProblem(400, "BadRequestData");
        (await broker.PostAsync("/entityMaps?type=Tank", Tanks.Body(""" "entities":[{"type":"Tank"}] """))).IsProblem(400, "InvalidRequest");

        Assert.Equal(0, await CountAsync(broker));
    }

    [Fact]
    public async Task The_context_stands_in_a_link_or_in_the_body()
    {
        await using var broker = await Tanks.StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        var map = (await broker.GetAsync("/entityMaps?type=Tank")).Map();

        foreach (var path in (string[])[map, "/entityMaps?type=Pump"])
        {
            var plain = await broker.GetAsync(path, Samples.ContextLink);
            var linked = await broker.GetAsync(path, Samples.ContextLink, "Accept: application/ld+json");

            Assert.Equal("application/json", plain["Content-Type"]);
            Assert.Contains(Samples.ContextUrl, plain.Link("http://www.w3.org/ns/json-ld#context"), StringComparison.Ordinal);
            Assert.Null(plain.Json["@context"]);
            Assert.Equal("application/ld+json", linked["Content-Type"]);
            Assert.Contains(Samples.ContextUrl, linked.Json["@context"]!.ToJsonString(), StringComparison.Ordinal);
            Assert.Null(linked["Link"]);
        }
        Assert.Equal(406, (await broker.GetAsync(map, "Accept: text/html")).Status);
    }

    [Fact]
    public async Task Types_are_names_of_the_context()
    {
        await using var broker = await Tanks.StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;

        Assert.Equal("", (await broker.GetAsync("/entityMaps?type=Tank", Samples.ContextLink)).Entities(201));
        Assert.Equal("1,2,3", (await broker.GetAsync("/entityMaps?type=Tank")).Entities(201));
    }

    private static ValueTask<long> CountAsync(TestBroker broker) =>
        broker.Storage.Documents.CountAsync(default, DocumentKind.EntityMap, TestContext.Current.CancellationToken);
}

using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Temporal;

/// <summary>POST /temporal/entityOperations/query (5.2.23, 6.24).</summary>
public sealed class PostTemporalQueryTests
{
    private const string Window = """ "temporalQ":{"timerel":"between","timeAt":"2025-06-01T10:00:00Z","endTimeAt":"2025-06-01T12:00:00Z"} """;
    private const string SameWindow = "timerel=between&timeAt=2025-06-01T10:00:00Z&endTimeAt=2025-06-01T12:00:00Z";

    [Fact]
    public async Task A_query_in_a_body_finds_the_same()
    {
        await using var broker = await StartAsync();
        (string Members, string Query, string Numbers)[] queries =
        [
            (""" "entities":[{"type":"Tank"}], """ + Window, "type=Tank&" + SameWindow, "1,2"),
            (""" "entities":[{"type":"Tank","id":"urn:ngsi-ld:Tank:2"},{"type":"Well"}], """ + Window, "id=urn:ngsi-ld:Tank:2&type=Tank&" + SameWindow, "2"),
            (""" "q":"level==10","omit":["location"], """ + Window, "q=level==10&omit=location&" + SameWindow, "1,2"),
            (""" "geoQ":{"georel":"equals","geometry":"Point","coordinates":[0,0]}, """ + Window,
                "georel=equals&geometry=Point&coordinates=[0,0]&" + SameWindow, "1"),
            (""" "attrs":["level"],"temporalQ":{"timerel":"before","timeAt":"2025-06-01T13:00:00Z","timeproperty":"observedAt","lastN":2} """,
                "attrs=level&timerel=before&timeAt=2025-06-01T13:00:00Z&lastN=2", "1,2"),
        ];

        await Assert.AllAsync(queries, async one =>
        {
            var answer = await broker.PostAsync(Past.Query, Tanks.Body(one.Members));
            Assert.Equal(one.Numbers, Found.Numbers(answer));
            Found.IsJson((await broker.GetAsync($"{Past.All}?{one.Query}")).Body, answer.Json);
        });
    }

    [Fact]
    public async Task Aggregates_are_asked_for_in_either_place()
    {
        await using var broker = await StartAsync();
        string[] places =
        [
            """ "temporalQ":{"timerel":"after","timeAt":"2025-06-01T10:00:00Z","aggrMethods":"sum,max","aggrPeriodDuration":"PT2H"} """,
            """ "temporalQ":{"timerel":"after","timeAt":"2025-06-01T10:00:00Z","aggrMethods":["sum","max"],"aggrPeriodDuration":"PT2H"} """,
            """ "temporalQ":{"timerel":"after","timeAt":"2025-06-01T10:00:00Z"},"aggrParams":{"aggrMethods":["sum","max"],"aggrPeriodDuration":"PT2H"} """,
        ];

        await Assert.AllAsync(places, async place =>
        {
            var answer = await broker.PostAsync(Past.Query + "?options=aggregatedValues", Tanks.Body(""" "q":"level==12","attrs":["level"], """ + place));
            Found.IsJson("""
                [{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property",
                 "sum":[[21,"2025-06-01T10:00:00Z","2025-06-01T12:00:00Z"],[12,"2025-06-01T12:00:00Z","2025-06-01T14:00:00Z"]],
                 "max":[[11,"2025-06-01T10:00:00Z","2025-06-01T12:00:00Z"],[12,"2025-06-01T12:00:00Z","2025-06-01T14:00:00Z"]]}}]
                """, answer.Json);
        });
    }

    [Fact]
    public async Task Paging_and_representation_come_in_the_url()
    {
        await using var broker = await StartAsync();
        var body = Tanks.Body(""" "entities":[{"type":"Tank"}],"pick":["id","level"], """ + Window);

        var answer = await broker.PostAsync(Past.Query + "?limit=1&offset=1&count=true&format=temporalValues", body);

        Assert.Equal("2", answer["NGSILD-Results-Count"]);
        Found.IsJson("""[{"id":"urn:ngsi-ld:Tank:2","level":{"type":"Property","values":[[10,"2025-06-01T10:00:00Z"]]}}]""", answer.Json);
        Assert.Equal("1", Found.Numbers(await broker.PostAsync(answer.Target("prev"), body)));
    }

    [Fact]
    public async Task A_body_that_makes_no_sense_is_refused()
    {
        await using var broker = await StartAsync();
        string[] members =
        [
            """ "entities":[{"type":"Tank"}] """,
            Window,
            """ "entities":[], """ + Window,
            """ "entities":[{"type":"Tank"}],"q":"level==(", """ + Window,
            """ "entities":[{"type":"Tank"}],"pick":["owner{name}"], """ + Window,
            """ "entities":[{"type":"Tank"}],"temporalQ":[] """,
            """ "entities":[{"type":"Tank"}],"temporalQ":{"timerel":"after"} """,
            """ "entities":[{"type":"Tank"}],"temporalQ":{"timeAt":"2025-06-01T10:00:00Z"} """,
            """ "entities":[{"type":"Tank"}],"temporalQ":{"timerel":"between","timeAt":"2025-06-01T10:00:00Z"} """,
            """ "entities":[{"type":"Tank"}],"temporalQ":{"timerel":"after","timeAt":"2025-06-01"} """,
            """ "entities":[{"type":"Tank"}],"temporalQ":{"timerel":"after","timeAt":"2025-06-01T10:00:00Z","lastN":0} """,
            """ "entities":[{"type":"Tank"}],"temporalQ":{"timerel":"after","timeAt":"2025-06-01T10:00:00Z","timeproperty":"never"} """,
        ];

        await Assert.AllAsync(members, async one => (await broker.PostAsync(Past.Query, Tanks.Body(one))).IsProblem(400, "BadRequestData"));
        (await broker.PostAsync(Past.Query, "{}")).IsProblem(400, "BadRequestData");
        (await broker.PostAsync(Past.Query, "{")).IsProblem(400, "InvalidRequest");
        (await broker.PostAsync(Past.Query + "?type=Tank", Tanks.Body(""" "entities":[{"type":"Tank"}], """ + Window))).IsProblem(400, "InvalidRequest");
    }

    private static async Task<TestBroker> StartAsync()
    {
        var broker = await Past.StartAsync(Past.Hourly("level", 10, 11, 12) + """
            ,"location":[{"type":"GeoProperty","value":{"type":"Point","coordinates":[0,0]},"observedAt":"2025-06-01T10:00:00Z"},
                         {"type":"GeoProperty","value":{"type":"Point","coordinates":[1,1]},"observedAt":"2025-06-01T11:00:00Z"}]
            """);
        await broker.RecordAsync(Past.Tank(2, Past.Hourly("level", 10)));
        await broker.RecordAsync($$"""{"id":"urn:ngsi-ld:Well:3","type":"Well",{{Past.Hourly("flow", 12)}}}""");
        return broker;
    }
}

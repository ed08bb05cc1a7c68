using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Temporal;

/// <summary>The simplified temporal form (4.5.8).</summary>
public sealed class TemporalValuesTests
{
    [Fact]
    public async Task Every_kind_of_attribute_is_a_list_of_values_and_times()
    {
        await using var broker = await Past.StartAsync(Past.Kinds);
        string[] queries = ["options=temporalValues", "format=temporalValues", "format=temporalValues&options=aggregatedValues"];

        await Assert.AllAsync(queries, async query =>
            Found.IsJson("""
                {"id":"urn:ngsi-ld:Tank:1","type":"Tank",
                 "level":{"type":"Property","values":[[1,"2025-06-01T10:00:00Z"]]},
                 "location":{"type":"GeoProperty","values":[[{"type":"Point","coordinates":[1.5,2]},"2025-06-01T10:00:00Z"]]},
                 "owner":{"type":"Relationship","objects":[["urn:ngsi-ld:Person:1","2025-06-01T10:00:00Z"]]},
                 "name":{"type":"LanguageProperty","languageMaps":[[{"languageMap":{"en":"tank","fr":"cuve"}},"2025-06-01T10:00:00Z"]]},
                 "kind":{"type":"VocabProperty","vocabs":[[{"vocab":"Cistern"},"2025-06-01T10:00:00Z"]]},
                 "raw":{"type":"JsonProperty","jsons":[[{"json":{"id":1,"type":null}},"2025-06-01T10:00:00Z"]]},
                 "list":{"type":"ListProperty","valueLists":[[[1,2.5],"2025-06-01T10:00:00Z"]]},
                 "links":{"type":"ListRelationship","objectLists":[[["urn:x:1","urn:x:2"],"2025-06-01T10:00:00Z"]]}}
                """, (await broker.GetAsync($"{Past.One}?{query}")).Json));
    }

    [Fact]
    public async Task The_values_of_each_dataset_stand_apart()
    {
        await using var broker = await Past.StartAsync($$"""
            "level":[{{Past.Reading(11)}},{{Past.Reading(10)}},{"type":"Property","value":7,"observedAt":"2025-06-01T10:00:00Z","datasetId":"urn:d:1"}]
            """);

        Found.IsJson("""
            [{"type":"Property","values":[[10,"2025-06-01T10:00:00Z"],[11,"2025-06-01T11:00:00Z"]]},
             {"type":"Property","values":[[7,"2025-06-01T10:00:00Z"]],"datasetId":"urn:d:1"}]
            """, (await broker.GetAsync(Past.One + "?format=temporalValues")).Json["level"]);
    }

    [Fact]
    public async Task The_time_is_the_one_that_is_asked_for()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 11));
        broker.Clock.Advance(TimeSpan.FromMinutes(1));
        await broker.AddAsync(Past.Hourly("level", 10));

        Found.IsJson("""
            [{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","values":[[11,"2026-01-01T00:00:00Z"],[10,"2026-01-01T00:01:00Z"]]}}]
            """, (await broker.GetAsync(Past.All + "?type=Tank&format=temporalValues&timeproperty=createdAt&timerel=after&timeAt=2026-01-01T00:00:00Z")).Json);
    }
}

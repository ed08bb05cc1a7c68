using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Temporal;

/// <summary>What was deleted leaves an instance that tells when (4.5.6, 4.11).</summary>
public sealed class DeletionInstanceTests
{
    private const string Deleted = "timeproperty=deletedAt";
    private const string Level = """ "level":[{"type":"Property","value":"urn:ngsi-ld:null","deletedAt":"2026-01-01T00:01:00Z"}] """;

    [Fact]
    public async Task A_deleted_attribute_of_every_kind_has_the_marker_as_its_value()
    {
        await using var broker = await Past.StartAsync(Past.Kinds);
        foreach (var name in (string[])["level", "location", "owner", "name", "kind", "raw", "list"])
        {
            broker.Clock.Advance(TimeSpan.FromMinutes(1));
            (await broker.DeleteAsync($"{Past.Current}/attrs/{name}")).IsBare(204);
        }

        Found.IsJson(Past.Tank(1, Level + """
            ,"location":[{"type":"GeoProperty","value":"urn:ngsi-ld:null","deletedAt":"2026-01-01T00:02:00Z"}],
            "owner":[{"type":"Relationship","object":"urn:ngsi-ld:null","deletedAt":"2026-01-01T00:03:00Z"}],
            "name":[{"type":"LanguageProperty","languageMap":{"@none":"urn:ngsi-ld:null"},"deletedAt":"2026-01-01T00:04:00Z"}],
            "kind":[{"type":"VocabProperty","vocab":"urn:ngsi-ld:null","deletedAt":"2026-01-01T00:05:00Z"}],
            "raw":[{"type":"JsonProperty","json":"urn:ngsi-ld:null","deletedAt":"2026-01-01T00:06:00Z"}],
            "list":[{"type":"ListProperty","valueList":["urn:ngsi-ld:null"],"deletedAt":"2026-01-01T00:07:00Z"}]
            """), await broker.ReadAsync(Deleted));
        Found.IsJson(Past.Tank(1, Past.Kinds), await broker.ReadAsync());
    }

    [Fact]
    public async Task In_pairs_the_marker_stands_beside_the_time_of_the_deletion()
    {
        await using var broker = await Past.StartAsync(Past.Kinds);
        foreach (var name in (string[])["level", "owner", "name"])
        {
            broker.Clock.Advance(TimeSpan.FromMinutes(1));
            (await broker.DeleteAsync($"{Past.Current}/attrs/{name}")).IsBare(204);
        }

        Found.IsJson("""
            {"id":"urn:ngsi-ld:Tank:1","type":"Tank",
             "level":{"type":"Property","values":[["urn:ngsi-ld:null","2026-01-01T00:01:00Z"]]},
             "owner":{"type":"Relationship","objects":[["urn:ngsi-ld:null","2026-01-01T00:02:00Z"]]},
             "name":{"type":"LanguageProperty","languageMaps":[[{"languageMap":{"@none":"urn:ngsi-ld:null"}},"2026-01-01T00:03:00Z"]]}}
            """, (await broker.GetAsync($"{Past.One}?options=temporalValues&attrs=level,owner,name&{Deleted}")).Json);
    }

    [Theory]
    [InlineData("DELETE", "", null)]
    [InlineData("DELETE", "/attrs/level", null)]
    [InlineData("PATCH", "", """{"level":"urn:ngsi-ld:null"}""")]
    [InlineData("PATCH", "/attrs", """{"level":{"type":"Property","value":"urn:ngsi-ld:null"}}""")]
    [InlineData("PUT", "", """{"id":"urn:ngsi-ld:Tank:1","type":"Tank"}""")]
    public async Task However_it_is_deleted_the_instance_is_there_and_nothing_else_is_lost(string method, string path, string? body)
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10));
        broker.Clock.Advance(TimeSpan.FromMinutes(1));

        (await broker.SendAsync(method, Past.Current + path, body)).IsBare(204);

        Found.IsJson(Past.Tank(1, Level), await broker.ReadAsync(Deleted + "&timerel=after&timeAt=2026-01-01T00:01:00Z"));
        Found.IsJson("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank"}""", await broker.ReadAsync(Deleted + "&timerel=before&timeAt=2026-01-01T00:01:00Z"));
        Found.IsJson(Past.Tank(1, Past.Hourly("level", 10)), await broker.ReadAsync());
    }

    [Fact]
    public async Task A_deleted_dataset_is_named()
    {
        await using var broker = await Past.StartAsync($$"""
            "level":[{{Past.Reading(10)}},{"type":"Property","value":7,"observedAt":"2025-06-01T10:00:00Z","datasetId":"urn:d:1"}]
            """);
        broker.Clock.Advance(TimeSpan.FromMinutes(1));

        (await broker.DeleteAsync(Past.Current + "/attrs/level?datasetId=urn:d:1")).IsBare(204);

        Found.IsJson(
            """[{"type":"Property","value":"urn:ngsi-ld:null","datasetId":"urn:d:1","deletedAt":"2026-01-01T00:01:00Z"}]""",
            (await broker.ReadAsync(Deleted))["level"]);
    }

    [Fact]
    public async Task A_deletion_can_be_recorded()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10));

        await broker.AddAsync(""" "level":[{"type":"Property","value":"urn:ngsi-ld:null","deletedAt":"2025-06-01T12:00:00Z"}] """);

        var deletion = (await broker.ReadAsync(Deleted))["level"]!.AsArray().Single()!;
        Assert.Equal("urn:ngsi-ld:null", (string?)deletion["value"]);
        Assert.NotNull(deletion["deletedAt"]);
        Found.IsJson(Past.Tank(1, Past.Hourly("level", 10)), await broker.ReadAsync());
    }
}

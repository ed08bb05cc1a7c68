using System.Text.Json.Nodes;

namespace Waziup.Ngsi.AspNetCore.Tests;

/// <summary>In which form entities go out: format, options, projection, languages, GeoJSON, versions (4.5, 6.3.7 to 6.3.15).</summary>
public sealed class RepresentationTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";

    private const string Entity = """
        {"id":"urn:ngsi-ld:Tank:1","type":["Tank","Vessel"],"scope":["/a","/b"],
         "level":[{"type":"Property","value":1,"unitCode":"CMT","observedAt":"2025-12-31T00:00:00Z"},{"type":"Property","value":2,"datasetId":"urn:d:1"}],
         "name":{"type":"LanguageProperty","languageMap":{"en":"tank","fr":"cuve"}},
         "place":{"type":"GeoProperty","value":{"type":"Point","coordinates":[1.5,2]}},
         "location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[3,4]}},
         "owner":{"type":"Relationship","object":"urn:p:1","since":{"type":"Property","value":"<2020> 'ä' = \"x\""}},
         "kind":{"type":"VocabProperty","vocab":"Cistern"},
         "list":{"type":"ListProperty","valueList":[1,2.50]},
         "raw":{"type":"JsonProperty","json":{"id":1,"type":null}}}
        """;

    [Theory]
    [InlineData("", "level", """[{"type":"Property","value":1,"unitCode":"CMT","observedAt":"2025-12-31T00:00:00Z"},{"type":"Property","value":2,"datasetId":"urn:d:1"}]""")]
    [InlineData("format=concise", "place", """{"type":"Point","coordinates":[1.5,2]}""")]
    [InlineData("format=concise", "owner", """{"object":"urn:p:1","since":"<2020> 'ä' = \"x\""}""")]
    [InlineData("format=concise", "name", """{"languageMap":{"en":"tank","fr":"cuve"}}""")]
    [InlineData("options=keyValues", "level", """{"dataset":{"@none":1,"urn:d:1":2}}""")]
    [InlineData("format=simplified", "owner", "\"urn:p:1\"")]
    [InlineData("format=simplified", "kind", """{"vocab":"Cistern"}""")]
    [InlineData("format=simplified", "list", "[1,2.50]")]
    [InlineData("format=simplified", "raw", """{"json":{"id":1,"type":null}}""")]
    [InlineData("format=simplified", "name", """{"languageMap":{"en":"tank","fr":"cuve"}}""")]
    [InlineData("format=simplified&options=normalized", "owner", "\"urn:p:1\"")]
    [InlineData("lang=fr;q=0.5,de", "name", """{"type":"Property","value":"cuve","lang":"fr"}""")]
    [InlineData("lang=en-GB&format=simplified", "name", "\"tank\"")]
    [InlineData("datasetId=urn:d:1", "level", """{"type":"Property","value":2,"datasetId":"urn:d:1"}""")]
    [InlineData("datasetId=@none", "level", """{"type":"Property","value":1,"unitCode":"CMT","observedAt":"2025-12-31T00:00:00Z"}""")]
    [InlineData("", "type", """["Tank","Vessel"]""")]
    [InlineData("", "scope", """["/a","/b"]""")]
    public async Task A_member_is_written_so(string query, string member, string json)
    {
        await using var broker = await StartAsync();

        var retrieved = await broker.GetAsync($"{One}?{query}");
        var queried = await broker.GetAsync($"/entities?type=Tank&{query}");

        Assert.Contains($"\"{member}\":{json}", retrieved.Body, StringComparison.Ordinal);
        Assert.Equal($"[{retrieved.Body}]", queried.Body);
        Assert.Equal("private, no-store", retrieved["Cache-Control"]);
        Assert.Equal("private, no-store", queried["Cache-Control"]);
    }

    [Theory]
    [InlineData("pick=level", "level")]
    [InlineData("pick=id,type,level", "id,type,level")]
    [InlineData("pick=id|scope", "id,scope")]
    [InlineData("omit=level,name,place,location,owner,kind,list", "id,type,scope,raw")]
    [InlineData("omit=id,type,scope,level,name,place,location,owner,kind", "list,raw")]
    [InlineData("pick=id,level,name&omit=name", null)]
    [InlineData("pick=id,level,name&omit=list", "id,level,name")]
    [InlineData("attrs=level,absent", "id,type,scope,level")]
    [InlineData("attrs=level&datasetId=urn:d:9", "id,type,scope")]
    [InlineData("datasetId=urn:d:9", "id,type,scope")]
    public async Task Members_are_chosen(string query, string? members)
    {
        await using var broker = await StartAsync();

        var answer = await broker.GetAsync($"{One}?{query}");

        if (members is null)
            answer.IsProblem(400, "BadRequestData");
        else
            Assert.Equal(members.Split(',').Order(), answer.Json.AsObject().Select(member => member.Key).Order());
    }

    [Theory]
    [InlineData("attrs=absent")]
    [InlineData("pick=absent")]
    public async Task Nothing_left_is_not_found_and_not_in_a_page(string query)
    {
        await using var broker = await StartAsync();

        (await broker.GetAsync($"{One}?{query}")).IsProblem(404, "ResourceNotFound");
        Assert.Equal("[]", (await broker.GetAsync($"/entities?type=Tank&{query}")).Body);
    }

    [Fact]
    public async Task System_times_are_shown_on_demand_and_only_then()
    {
        await using var broker = await StartAsync();
        broker.Clock.Advance(TimeSpan.FromMinutes(1));
        (await broker.PatchAsync(One + "/attrs/owner", """{"object":"urn:p:2","expiresAt":"2026-06-01T00:00:00Z"}""")).IsBare(204);

        var plain = await broker.GetAsync(One);
        var times = (await broker.GetAsync(One + "?options=sysAttrs")).Json;

        Assert.DoesNotContain("At\":\"2026", plain.Body, StringComparison.Ordinal);
        Assert.Equal("2026-01-01T00:00:00Z", (string?)times["createdAt"]);
        Assert.Equal("2026-01-01T00:01:00Z", (string?)times["modifiedAt"]);
        Assert.Equal("2026-01-01T00:00:00Z", (string?)times["owner"]!["createdAt"]);
        Assert.Equal("2026-01-01T00:01:00Z", (string?)times["owner"]!["modifiedAt"]);
        Assert.Equal("2026-06-01T00:00:00Z", (string?)times["owner"]!["expiresAt"]);
        Assert.Equal("2026-01-01T00:00:00Z", (string?)times["list"]!["modifiedAt"]);
        Assert.Null(times["expiresAt"]);
    }

    [Theory]
    [InlineData("", "[3,4]")]
    [InlineData("?geometryProperty=place", "[1.5,2]")]
    [InlineData("?geometryProperty=level", null)]
    [InlineData("?geometryProperty=absent", null)]
    [InlineData("?pick=level", null)]
    public async Task A_feature_has_the_geometry_of_an_attribute_and_the_rest_among_its_properties(string query, string? coordinates)
    {
        await using var broker = await StartAsync();

        var feature = (await broker.GetAsync(One + query, "Accept: application/geo+json")).Json;

        Assert.Equal("Feature", (string?)feature["type"]);
        Assert.Equal(coordinates, feature["geometry"]?["coordinates"]?.ToJsonString());
        Assert.NotNull(feature["properties"]!["level"]);
        Assert.Equal(query == "?pick=level", feature["properties"]!["type"] is null);
        Assert.Null(feature["properties"]!["@context"]);
        Assert.NotNull(feature["@context"]);
    }

    [Fact]
    public async Task Features_are_collected_with_one_context_on_top()
    {
        await using var broker = await StartAsync();

        var simplified = (await broker.GetAsync("/entities?type=Tank&format=simplified", "Accept: application/geo+json")).Json;
        var empty = (await broker.GetAsync("/entities?type=Nothing", "Accept: application/geo+json")).Json;

        Assert.Equal("FeatureCollection", (string?)simplified["type"]);
        var feature = simplified["features"]!.AsArray().Single()!;
        Assert.Equal("urn:p:1", (string?)feature["properties"]!["owner"]);
        Assert.Null(feature["@context"]);
        Assert.NotNull(simplified["@context"]);
        Assert.Equal("[]", empty["features"]!.ToJsonString());
    }

    [Fact]
    public async Task Several_entities_in_JSON_LD_carry_their_context_each()
    {
        await using var broker = await StartAsync();
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Tank:2","type":"Tank"}""");

        var page = (await broker.GetAsync("/entities?type=Tank", "Accept: application/ld+json")).Json.AsArray();

        Assert.All(page, entity => Assert.StartsWith("https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.", (string?)entity!["@context"], StringComparison.Ordinal));
        Assert.Equal("[]", (await broker.GetAsync("/entities?type=Nothing", "Accept: application/ld+json")).Body);
    }

    [Theory]
    [InlineData("ngsi-ld=1.5", 203, "ngsi-ld=1.5")]
    [InlineData("NGSI-LD=\"1.5\"; x=y", 203, "ngsi-ld=1.5")]
    [InlineData("respond-async, ngsi-ld=1.5", 203, "ngsi-ld=1.5")]
    [InlineData("ngsi-ld=1.9", 200, "ngsi-ld=1.9")]
    [InlineData("ngsi-ld=1.12", 200, "ngsi-ld=1.9")]
    [InlineData("ngsi-ld=2.0", 200, null)]
    [InlineData("ngsi-ld=1.x", 200, null)]
    [InlineData("ngsi-ld", 200, null)]
    [InlineData("return=minimal", 200, null)]
    public async Task A_reader_of_an_older_version_is_told_in_its_words(string prefer, int status, string? applied)
    {
        await using var broker = await StartAsync();

        foreach (var path in (string[])[One, "/entities?type=Tank"])
        {
            var answer = await broker.GetAsync(path, "Prefer: " + prefer);
            Assert.Equal(status, answer.Status);
            Assert.Equal(applied, answer["Preference-Applied"]);
            var entity = answer.Json is JsonArray page ? page[0]! : answer.Json;
            Assert.Equal(status == 203 ? "Property" : "VocabProperty", (string?)entity["kind"]!["type"]);
        }
    }

    [Fact]
    public async Task Nothing_to_reword_is_a_plain_success()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));

        var answer = await broker.GetAsync(One, "Prefer: ngsi-ld=1.5");

        Assert.Equal(200, answer.Status);
        Assert.Equal("ngsi-ld=1.5", answer["Preference-Applied"]);
    }

    private static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Entity);
        return broker;
    }
}

using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>Every shape of an entity holds what is shown alone (POLICIES 4, rows 10 to 17).</summary>
public sealed class LeakShapeTests
{
    public static TheoryData<string> Paths =>
    [
        .. from target in (string[])[Farm.One, "/entities?local=true", Farm.PastOfOne, "/temporal/entities?local=true&timerel=before&timeAt=2030-01-01T00:00:00Z&timeproperty=modifiedAt"]
           from form in (string[])["", "options=sysAttrs", "options=concise,sysAttrs", "options=keyValues", "lang=en", "datasetId=urn:d:S3CR3T", "options=temporalValues",
               "options=aggregatedValues&aggrMethods=max,distinctCount,sum", "join=inline&joinLevel=2", "join=flat", "pick=note,depth,soil,crop", "attrs=note,depth"]
           where form.StartsWith("options=tempo", StringComparison.Ordinal) || form.StartsWith("options=aggr", StringComparison.Ordinal)
               ? target.Contains("temporal", StringComparison.Ordinal)
               : !(target.Contains("temporal", StringComparison.Ordinal) && (form.StartsWith("join", StringComparison.Ordinal) || form.Contains("concise", StringComparison.Ordinal) || form.Contains("keyValues", StringComparison.Ordinal)))
           select target + (target.Contains('?', StringComparison.Ordinal) ? '&' : '?') + form,
        "/types", "/types?details=true", "/types/Reading", "/attributes?details=true", "/attributes/crop", "/attributes/note", "/attributes/soil", "/entityMaps?local=true",
    ];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Rows_10_12_14_16_No_shape_holds_what_is_hidden(string path)
    {
        await using var broker = await Farm.WithAsync("4711", Farm.Rest);
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Person:S3CR3T","type":"Person","name":"x"}""", LossyPolicy.Root);

        foreach (var header in (string[])["Accept: application/json", "Accept: application/ld+json", "Accept: application/geo+json", "Prefer: ngsi-ld=1.1", "Prefer: ngsi-ld=1.4"])
        {
            var answer = await broker.GetAsync(path, header);
            Assert.NotEqual(500, answer.Status);
            if (!path.Contains("S3CR3T", StringComparison.Ordinal))
                Assert.DoesNotContain("S3CR3T", answer.Everything, StringComparison.OrdinalIgnoreCase);
            foreach (var hidden in (string[])["4711", "maize", "s3cr3tSub", "calibration"])
                Assert.DoesNotContain(hidden, answer.Everything, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Row_11_A_relationship_under_an_alias_does_not_lead_to_what_is_known_by_its_own_id()
    {
        await using var broker = await Farm.WithAsync("1", "\"keeper\":{\"type\":\"Relationship\",\"object\":\"urn:ngsi-ld:Depot:S3CR3T\"}");
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Depot:S3CR3T","type":"Depot","level":7}""", LossyPolicy.Root);
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Depot:other","type":"Depot","level":8}""", LossyPolicy.Root);

        foreach (var join in (string[])["inline", "flat"])
            Assert.DoesNotContain("Depot", (await broker.GetAsync($"{Farm.One}?join={join}")).Body, StringComparison.Ordinal);
        Assert.Equal("", await broker.FindAsync("type=Reading&join=inline&q=keeper{level}==7"));
        Assert.Equal("1", await broker.FindAsync("type=Reading&join=inline&q=keeper{level}==7", LossyPolicy.Root));
    }

    [Fact]
    public async Task Row_11_A_relationship_that_is_shown_does_not_lead_to_what_is_known_by_an_alias()
    {
        await using var broker = await Farm.WithAsync("1", "\"openPlot\":{\"type\":\"Relationship\",\"object\":\"urn:ngsi-ld:Plot:1\"}");
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Plot:1","type":"Plot","level":7}""", LossyPolicy.Root);

        foreach (var join in (string[])["inline", "flat"])
        {
            var answer = await broker.GetAsync($"{Farm.One}?join={join}");
            Assert.Contains("urn:ngsi-ld:Plot:1", answer.Body, StringComparison.Ordinal);
            Assert.DoesNotContain(LossyPolicy.AliasOf("urn:ngsi-ld:Plot:1"), answer.Body, StringComparison.Ordinal);
        }
        Assert.Equal("", await broker.FindAsync("type=Reading&join=inline&q=openPlot{level}==7"));
    }

    [Fact]
    public async Task Row_13_The_geometry_of_a_feature_is_the_cell()
    {
        await using var broker = await Farm.WithAsync("1", $"\"location\":{Farm.Place(5.0148, 5.0061)},\"note\":{Farm.Place(5.0148, 5.0061)}");

        foreach (var property in (string[])["", "geometryProperty=location", "geometryProperty=note", "geometryProperty=numValue"])
        {
            var answer = await broker.GetAsync($"{Farm.One}?{property}", "Accept: application/geo+json");
            Assert.DoesNotContain("5.0148", answer.Everything, StringComparison.Ordinal);
            Assert.DoesNotContain("5.0061", answer.Everything, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"en":"maize","fr":"millet"}""", true)]
    [InlineData("""{"en":"maize","fr":"S3CR3T"}""", false)]
    [InlineData("""{"en":["maize","S3CR3T"],"@none":"rice"}""", false)]
    [InlineData("""{"@none":"rice"}""", true)]
    public async Task Row_15_A_language_map_is_generalised_entry_by_entry_or_hidden_whole(string map, bool isShown)
    {
        await using var broker = await Farm.WithAsync("1", $"\"crop\":{{\"type\":\"LanguageProperty\",\"languageMap\":{map}}}");

        foreach (var query in (string[])["", "?lang=en", "?lang=fr", "?lang=de", "?lang=*", "?options=keyValues&lang=fr", "?options=keyValues"])
        {
            var answer = await broker.GetAsync(Farm.One + query);
            Assert.Equal(isShown, answer.Body.Contains("cereal", StringComparison.Ordinal));
            foreach (var word in (string[])["maize", "millet", "rice", "S3CR3T"])
                Assert.DoesNotContain(word, answer.Body, StringComparison.Ordinal);
        }
        Assert.Equal("", await broker.FindAsync("type=Reading&q=crop[en]==\"maize\"|crop[fr]==\"millet\"|crop[*]==\"rice\""));
    }

    [Fact]
    public async Task Row_12_The_id_of_an_instance_does_not_follow_from_the_true_id()
    {
        await using var broker = await Farm.StartAsync();
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Person:1","type":"Person","name":"x"}""", LossyPolicy.Root);

        var known = (await broker.GetAsync("/temporal/entities/urn:ngsi-ld:Person:1", LossyPolicy.Root)).Json["name"]![0]!["instanceId"];
        var seen = await broker.GetAsync("/temporal/entities/" + LossyPolicy.AliasOf("urn:ngsi-ld:Person:1"));

        Assert.Equal("x", (string?)seen.Json["name"]![0]!["value"]);
        Assert.DoesNotContain((string)known!, seen.Body, StringComparison.Ordinal);
    }
}

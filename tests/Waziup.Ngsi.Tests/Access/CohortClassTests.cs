using System.Text.Json;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Tests.Query;

namespace Waziup.Ngsi.Tests.Access;

/// <summary>Which entities look alike under a policy, and who stands behind them (POLICIES 3.7).</summary>
public sealed class CohortClassTests
{
    private const string Keta = """{"type":"GeoProperty","value":{"type":"Point","coordinates":[0.98,5.91]}}""";
    private const string NearKeta = """{"type":"GeoProperty","value":{"type":"Point","coordinates":[0.981,5.911]}}""";

    [Theory]
    [InlineData("level", "\"level\":18", "\"level\":21", true)]
    [InlineData("level", "\"level\":18", "\"level\":26", false)]
    [InlineData("level", "\"level\":{\"value\":18,\"unitCode\":\"CEL\"}", "\"level\":{\"value\":18,\"unitCode\":\"FAH\"}", false)]
    [InlineData("level", "\"level\":{\"value\":18,\"observedAt\":\"2026-01-01T00:00:00Z\"}", "\"level\":18", true)]
    [InlineData("level", "\"level\":{\"value\":18,\"accuracy\":{\"value\":1}}", "\"level\":18", true)]
    [InlineData("level", "\"level\":{\"value\":18,\"datasetId\":\"urn:d:1\"}", "\"level\":18", false)]
    [InlineData("level", "\"level\":[{\"value\":18},{\"value\":30,\"datasetId\":\"urn:d:1\"}]", "\"level\":[{\"value\":31,\"datasetId\":\"urn:d:1\"},{\"value\":22}]", true)]
    [InlineData("level", "\"level\":18", "\"other\":1", false)]
    [InlineData("level", "\"other\":2", "\"other\":1", true)]
    [InlineData("level", "\"level\":\"high\"", "\"other\":1", true)]
    [InlineData("level", "\"level\":{\"value\":18,\"expiresAt\":\"2026-04-01T00:00:00Z\"}", "\"other\":1", true)]
    [InlineData("location", "\"location\":" + Keta, "\"location\":" + NearKeta, true)]
    [InlineData("location", "\"location\":" + Keta, "\"location\":{\"type\":\"GeoProperty\",\"value\":{\"type\":\"Point\",\"coordinates\":[1.5,5.91]}}", false)]
    [InlineData("crop", "\"crop\":\"rice\"", "\"crop\":\"maize\"", true)]
    [InlineData("crop", "\"crop\":\"rice\"", "\"crop\":\"tree\"", false)]
    [InlineData("crop", "\"crop\":\"bush\"", "\"crop\":\"tree\"", true)]
    [InlineData("owner", "\"owner\":{\"object\":\"urn:p:1\"}", "\"owner\":{\"object\":\"urn:p:1\"}", true)]
    [InlineData("owner", "\"owner\":{\"object\":\"urn:p:1\"}", "\"owner\":{\"object\":\"urn:p:2\"}", false)]
    [InlineData("scope", "\"scope\":\"/a/b\"", "\"scope\":\"/a/b\"", true)]
    [InlineData("scope", "\"scope\":[\"/a/b\",\"/c\"]", "\"scope\":[\"/c\",\"/a/b\"]", true)]
    [InlineData("scope", "\"scope\":\"/a/b\"", "\"scope\":\"/a\"", false)]
    [InlineData("level\",\"crop", "\"level\":18,\"crop\":\"rice\"", "\"level\":21,\"crop\":\"maize\"", true)]
    [InlineData("level\",\"crop", "\"level\":18,\"crop\":\"rice\"", "\"level\":21", false)]
    public void Alike_are_those_of_which_the_same_is_shown(string by, string one, string other, bool areAlike)
    {
        var classes = Classes(by);

        Assert.Equal(areAlike, classes.Of(Queries.Entity(one)) == classes.Of(Queries.Entity(other, "2")));
        Assert.Equal(classes.Of(Queries.Entity(one)), Classes(by).Of(Queries.Entity(one, "3")));
    }

    [Theory]
    [InlineData("\"owner\":{\"object\":\"urn:p:1\"}", "\"owner\":{\"object\":\"urn:p:1\"}", true)]
    [InlineData("\"owner\":{\"object\":\"urn:p:1\"}", "\"owner\":{\"object\":\"urn:p:2\"}", false)]
    [InlineData("\"owner\":{\"object\":[\"urn:p:1\",\"urn:p:2\"]}", "\"owner\":{\"object\":\"urn:p:2\"}", true)]
    [InlineData("\"owner\":{\"objectList\":[{\"object\":\"urn:p:1\"},{\"object\":\"urn:p:2\"}]}", "\"owner\":{\"object\":\"urn:p:2\"}", true)]
    [InlineData("\"owner\":[{\"object\":\"urn:p:1\"},{\"object\":\"urn:p:3\",\"datasetId\":\"urn:d:1\"}]", "\"owner\":{\"object\":\"urn:p:3\"}", true)]
    [InlineData("\"owner\":\"ama\"", "\"owner\":\"ama\"", true)]
    [InlineData("\"owner\":\"ama\"", "\"owner\":\"kofi\"", false)]
    [InlineData("\"owner\":[\"ama\",\"kofi\"]", "\"owner\":\"kofi\"", true)]
    [InlineData("\"owner\":7", "\"owner\":7", true)]
    [InlineData("\"owner\":{\"value\":{\"name\":\"ama\"}}", "\"owner\":{\"value\":{\"name\":\"ama\"}}", true)]
    [InlineData("\"level\":1", "\"level\":1", true)]
    [InlineData("\"owner\":{\"value\":\"ama\",\"expiresAt\":\"2026-04-01T00:00:00Z\"}", "\"owner\":\"ama\"", false)]
    public void Behind_them_stand_their_owners_and_behind_those_of_nobody_one(string one, string other, bool overlap)
    {
        var classes = Classes("level");

        Assert.Equal(overlap, classes.UnitsOf(Queries.Entity(one)).Intersect(classes.UnitsOf(Queries.Entity(other, "2"))).Any());
    }

    [Fact]
    public void Instances_for_which_no_form_holds_do_not_tell_one_from_another()
    {
        var classes = Classes("measured");
        const string Raw = ",{\"value\":2.003,\"datasetId\":\"urn:d:raw\"}";

        Assert.Equal(classes.Of(Queries.Entity("\"measured\":[{\"value\":2}" + Raw + "]")), classes.Of(Queries.Entity("\"measured\":{\"value\":2}", "2")));
    }

    private static CohortClass Classes(string by)
    {
        using var json = JsonDocument.Parse($$$"""
            {"id":"urn:p:1","who":["anybody"],"rights":["read"],"entities":{"type":"T"},
             "attributes":{"level":{"round":10},"location":{"grid":4000},"crop":{"generalise":{"exact":{"rice":"cereal","maize":"cereal"},"default":"other"}},
               "owner":{"pseudonym":{}},"scope":"show","measured":{"show":true,"datasets":["@none"]}},
             "cohort":{"k":2,"by":["{{{by}}}"],"unit":"owner"}}
            """);
        return new CohortClass(new PolicyReader(Queries.Terms).Read(json.RootElement), Forms.Clinic, Queries.Now);
    }
}

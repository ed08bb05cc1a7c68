using System.Collections.Frozen;
using System.Text.Json;
using Waziup.Ngsi.Access;

namespace Waziup.Ngsi.Tests.Access;

/// <summary>What is written of a value of each kind under each form (POLICIES 3): the value that comes out, or nothing.</summary>
public sealed class InstanceDisclosureTests
{
    private const string Point = """{"type":"Point","coordinates":[-16.2471,14.0253]}""";
    private const string Area = """{"type":"Polygon","coordinates":[[[1,1],[3,1],[3,2],[1,1]]]}""";

    private static readonly string Ama = Forms.Clinic.Of("urn:p:ama");
    private static readonly string Esi = Forms.Clinic.Of("urn:p:esi");

    [Theory]
    [InlineData("17.3", "15", "\"high\"", null)]
    [InlineData("-2.5", "0", null, null)]
    [InlineData("1e1", "10", "\"high\"", null)]
    [InlineData("1e400", null, null, null)]
    [InlineData("\"maize\"", null, "\"cereal\"", "~")]
    [InlineData("\"x\\\"y\"", null, "\"a\\\"b\"", "~")]
    [InlineData("\"wheat\"", null, null, "~")]
    [InlineData("\"17.3\"", null, null, "~")]
    [InlineData("true", null, "\"yes\"", null)]
    [InlineData("false", null, null, null)]
    [InlineData("""{"n":17.3,"t":"maize"}""", null, null, null)]
    [InlineData("""{}""", null, null, null)]
    [InlineData("""[17.3,2]""", null, null, null)]
    [InlineData("""["maize"]""", null, null, null)]
    [InlineData("""[]""", null, null, null)]
    public void A_property(string value, string? rounded, string? generalised, string? pseudonym)
    {
        if (pseudonym is not null)
            pseudonym = $"\"{Forms.Clinic.Of(Forms.Name("a").Value, JsonSerializer.Deserialize<string>(value)!)}\"";

        Check("Property", "value", value, shown: value, linked: value, rounded: rounded, generalised: generalised, pseudonym: pseudonym);
    }

    [Fact]
    public void A_date_is_shown_or_not()
    {
        const string Date = """{"@type":"DateTime","@value":"2026-01-01T12:34:56Z"}""";

        foreach (var form in new[] { "generalise", "round", "grid", "pseudonym", "hide" })
            Assert.Null(Written("Property", "value", Date, form));
    }

    [Fact]
    public void A_geo_property_becomes_the_centre_of_a_cell()
    {
        var written = Written("GeoProperty", "value", Point, "grid")!;

        Assert.StartsWith("""{"type":"GeoProperty","value":{"type":"Point","coordinates":[-16.24""", written, StringComparison.Ordinal);
        Assert.DoesNotContain("-16.2471", written, StringComparison.Ordinal);
        Assert.DoesNotContain("14.0253", written, StringComparison.Ordinal);
        Check("GeoProperty", "value", Point, shown: Point, linked: Point, cell: written["{\"type\":\"GeoProperty\",\"value\":".Length..^1]);
    }

    [Fact]
    public void Any_geometry_becomes_the_cell_of_the_middle_of_its_box()
    {
        var middle = Written("GeoProperty", "value", """{"type":"Point","coordinates":[2,1.5]}""", "grid");

        Assert.Equal(middle, Written("GeoProperty", "value", Area, "grid"));
        Assert.Equal(middle, Written("GeoProperty", "value", """{"type":"LineString","coordinates":[[1,2],[2,1.1],[3,1]]}""", "grid"));
        Assert.Equal(middle, Written("GeoProperty", "value", """{"type":"MultiPoint","coordinates":[[1,2],[3,1]]}""", "grid"));
        Assert.Equal(middle, Written("GeoProperty", "value", """{"type":"MultiPolygon","coordinates":[[[[1,1],[3,1],[3,2],[1,1]]]]}""", "grid"));
        Assert.Equal(middle, Written("GeoProperty", "value", """{"type":"Point","coordinates":[2,1.5,99]}""", "grid"));
    }

    [Fact]
    public void A_relationship_points_at_aliases()
    {
        Check("Relationship", "object", "\"urn:p:ama\"", shown: "\"urn:p:ama\"", linked: $"\"{Ama}\"", pseudonym: $"\"{Ama}\"");
        Check(
            "Relationship", "object", """["urn:p:ama","urn:p:esi"]""", shown: """["urn:p:ama","urn:p:esi"]""", linked: $"""["{Ama}","{Esi}"]""", pseudonym: $"""["{Ama}","{Esi}"]""");
    }

    [Fact]
    public void So_does_a_list_of_relationships()
    {
        const string List = """[{"object":"urn:p:ama"},{"object":"urn:p:esi"},{"object":"urn:p:ama"}]""";
        var aliases = $$"""[{"object":"{{Ama}}"},{"object":"{{Esi}}"},{"object":"{{Ama}}"}]""";

        Check("ListRelationship", "objectList", List, shown: List, linked: aliases, pseudonym: aliases);
    }

    [Fact]
    public void A_language_property_is_generalised_language_by_language()
    {
        const string Both = """{"en":"maize","fr":"rice"}""";
        const string One = """{"en":"maize","fr":"blé"}""";

        Check("LanguageProperty", "languageMap", Both, shown: Both, linked: Both, generalised: """{"en":"cereal","fr":"cereal"}""");
        Check("LanguageProperty", "languageMap", One, shown: One, linked: One);
    }

    [Fact]
    public void A_list_is_disclosed_item_by_item()
    {
        Check("ListProperty", "valueList", "[17.3,2]", shown: "[17.3,2]", linked: "[17.3,2]", rounded: "[15,0]", generalised: """["high","low"]""");
        Check("ListProperty", "valueList", "[[17.3],[2]]", shown: "[[17.3],[2]]", linked: "[[17.3],[2]]", rounded: "[[15],[0]]", generalised: """[["high"],["low"]]""");
        Check("ListProperty", "valueList", """[17.3,"wheat"]""", shown: """[17.3,"wheat"]""", linked: """[17.3,"wheat"]""");
        Check("ListProperty", "valueList", """[{"n":17.3}]""", shown: """[{"n":17.3}]""", linked: """[{"n":17.3}]""");
        var maize = Forms.Clinic.Of(Forms.Name("a").Value, "maize");
        Check("ListProperty", "valueList", """["maize"]""", shown: """["maize"]""", linked: """["maize"]""", generalised: """["cereal"]""", pseudonym: $"""["{maize}"]""");
    }

    [Theory]
    [InlineData("""{"n":17.3,"t":"maize","o":"urn:p:ama"}""")]
    [InlineData("""["maize"]""")]
    [InlineData("[17.3]")]
    public void A_json_property_is_shown_or_not(string json) => Check("JsonProperty", "json", json, shown: json, linked: json);

    [Fact]
    public void A_vocab_property_is_generalised_by_what_its_term_stands_for()
    {
        var table = Forms.General.Table! with
        {
            Exact = new Dictionary<string, string> { [Forms.Name("maize").Value] = Forms.Name("cereal").Value }.ToFrozenDictionary(),
        };
        var form = Forms.OfA(Forms.Allow(("a", Forms.General with { Table = table })));

        Assert.Equal("""{"type":"VocabProperty","vocab":"cereal"}""", Forms.Written("""{"type":"VocabProperty","vocab":"maize"}""", form));
        Assert.Equal("""{"type":"VocabProperty","vocab":["cereal","cereal"]}""", Forms.Written("""{"type":"VocabProperty","vocab":["maize","maize"]}""", form));
        Assert.Null(Forms.Written("""{"type":"VocabProperty","vocab":["maize","wheat"]}""", form));
        foreach (var other in new[] { "round", "grid", "pseudonym", "hide" })
            Assert.Null(Written("VocabProperty", "vocab", "\"maize\"", other));
    }

    private static void Check(
        string kind, string member, string value, string? shown = null, string? linked = null, string? rounded = null, string? generalised = null, string? cell = null, string? pseudonym = null)
    {
        foreach (var (form, expected) in new[] { ("show", shown), ("linked", linked), ("round", rounded), ("generalise", generalised), ("grid", cell), ("pseudonym", pseudonym), ("hide", null) })
            Assert.Equal((form, expected is null ? null : $$"""{"type":"{{kind}}","{{member}}":{{expected}}}"""), (form, Written(kind, member, value, form)));
    }

    private static string? Written(string kind, string member, string value, string form) =>
        Forms.Written($$"""{"type":"{{kind}}","{{member}}":{{value}}}""", Forms.OfA(Forms.Allow(("a", Forms.Of(form)))));
}

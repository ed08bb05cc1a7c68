using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Client.Tests;

/// <summary>Entities as text, without a broker.</summary>
public class RepresentationTests
{
    [Theory]
    [InlineData("""{"type":"Property","value":3}""", AttributeKind.Property, "3")]
    [InlineData("""{"value":3}""", AttributeKind.Property, "3")]
    [InlineData("""{"type":"Relationship","object":"urn:a:1"}""", AttributeKind.Relationship, "\"urn:a:1\"")]
    [InlineData("""{"object":"urn:a:1"}""", AttributeKind.Relationship, "\"urn:a:1\"")]
    [InlineData("""{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]}}""", AttributeKind.GeoProperty, """{"type":"Point","coordinates":[1,2]}""")]
    [InlineData("""{"type":"Point","coordinates":[1,2]}""", AttributeKind.GeoProperty, """{"type":"Point","coordinates":[1,2]}""")]
    [InlineData("""{"type":"LanguageProperty","languageMap":{"en":"pond"}}""", AttributeKind.LanguageProperty, """{"en":"pond"}""")]
    [InlineData("""{"type":"VocabProperty","vocab":"wet"}""", AttributeKind.VocabProperty, "\"wet\"")]
    [InlineData("""{"type":"ListProperty","valueList":[1,2]}""", AttributeKind.ListProperty, "[1,2]")]
    [InlineData("""{"type":"ListRelationship","objectList":[{"object":"urn:a:1"}]}""", AttributeKind.ListRelationship, """[{"object":"urn:a:1"}]""")]
    [InlineData("""{"type":"JsonProperty","json":{"type":"Property"}}""", AttributeKind.JsonProperty, """{"type":"Property"}""")]
    [InlineData("3", AttributeKind.None, "3")]
    [InlineData("[1,2]", AttributeKind.None, "[1,2]")]
    [InlineData("""{"a":1}""", AttributeKind.None, """{"a":1}""")]
    public void The_value_of_an_attribute_is_found_in_every_representation(string attribute, AttributeKind kind, string value)
    {
        var read = NgsiEntity.Parse($$"""{"id":"urn:p:1","type":"P","a":{{attribute}}}""")["a"];

        Assert.NotNull(read);
        Assert.Equal((kind, value), (read.Kind, read.Value.GetRawText()));
    }

    [Fact]
    public void Numbers_and_times_keep_their_text()
    {
        const string Text = """{"id":"urn:p:1","type":"P","a":{"type":"Property","value":1.10e2,"observedAt":"2026-01-01T00:00:00.123456789Z"},"b":12345678901234567890.0}""";

        var entity = NgsiEntity.Parse(Text);

        Assert.Equal(Text, entity.ToString());
        Assert.Equal(110, entity["a"]!.Number);
        Assert.Equal(123456 * TimeSpan.TicksPerMicrosecond, entity["a"]!.ObservedAt!.Value.Ticks % TimeSpan.TicksPerSecond);
    }

    [Theory]
    [InlineData("2026-01-01T00:00:00Z", 0)]
    [InlineData("2026-01-01T00:00:00,5Z", 500)]
    [InlineData("2026-01-01T00:00:00.500Z", 500)]
    [InlineData("2026-01-01T02:00:00.5+02:00", 500)]
    [InlineData("2026-01-01T00:00:00", 0)]
    [InlineData("2026-01-01", 0)]
    [InlineData("1.5", null)]
    [InlineData("2026-13-01T00:00:00Z", null)]
    public void Times_are_read_in_one_way_wherever_they_stand(string text, int? milliseconds)
    {
        var expected = milliseconds is { } known ? new DateTimeOffset(2026, 1, 1, 0, 0, 0, known, TimeSpan.Zero) : (DateTimeOffset?)null;
        var entity = NgsiEntity.Parse($$$"""{"id":"urn:p:1","type":"P","a":{"type":"Property","value":1,"observedAt":"{{{text}}}"}}""");
        var document = $$"""{"lastNotification":"{{text}}"}""";

        Assert.Equal(expected, entity["a"]!.ObservedAt);
        if (expected is null)
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<NgsiNotification>(document, JsonSerializerOptions.Web));
        else
            Assert.Equal(expected, JsonSerializer.Deserialize<NgsiNotification>(document, JsonSerializerOptions.Web)!.LastNotification);
    }

    [Fact]
    public void What_is_not_there_is_null()
    {
        var entity = NgsiEntity.Parse("""{"id":"urn:p:1","type":"P","scope":"/a","a":{"type":"Property","value":"x","accuracy":{"type":"Property","value":0.5}}}""");

        Assert.Null(entity["b"]);
        Assert.Null(entity["scope"]);
        Assert.Null(entity["a"]!.Number);
        Assert.Null(entity["a"]!.Object);
        Assert.Null(entity["a"]!["b"]);
        Assert.Null(entity.Context);
        Assert.Equal(0.5, entity["a"]!["accuracy"]!.Number);
        Assert.Empty(entity.Instances("b"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("{")]
    public void Text_that_is_no_object_is_no_entity(string text) => Assert.ThrowsAny<JsonException>(() => NgsiEntity.Parse(text));

    [Fact]
    public void The_builder_writes_what_the_standard_has()
    {
        var value = new JsonObject { ["deep"] = "ä€" };
        var entity = new NgsiEntityBuilder("urn:p:1", "P", "Q")
            .Scope("/a", "/b")
            .Property("a", 0.1m, new DateTimeOffset(2026, 1, 1, 2, 0, 0, TimeSpan.FromHours(2)), "CEL", "urn:d:1")
            .Property("a", value)
            .Property("b", value)
            .Add("c", JsonNode.Parse("""{"type":"LanguageProperty","languageMap":{"en":"pond"}}""")!)
            .Remove("d")
            .Build();

        Assert.Equal(
            """{"id":"urn:p:1","type":["P","Q"],"scope":["/a","/b"],"a":[{"type":"Property","value":0.1,"observedAt":"2026-01-01T00:00:00Z","datasetId":"urn:d:1","unitCode":"CEL"},"""
            + """{"type":"Property","value":{"deep":"ä€"}}],"b":{"type":"Property","value":{"deep":"ä€"}},"c":{"type":"LanguageProperty","languageMap":{"en":"pond"}},"d":"urn:ngsi-ld:null"}""",
            entity.ToString());
    }

    [Fact]
    public void A_built_entity_does_not_change_with_its_builder()
    {
        var builder = new NgsiEntityBuilder("urn:p:1", "P").Property("a", 1);
        var first = builder.Build();

        var second = builder.Property("b", 2).Build();

        Assert.Null(first["b"]);
        Assert.Equal((1, 2), (second["a"]!.Number, second["b"]!.Number));
    }

    [Fact]
    public void The_builder_wants_a_type_and_an_id()
    {
        Assert.ThrowsAny<ArgumentException>(() => new NgsiEntityBuilder("urn:p:1"));
        Assert.ThrowsAny<ArgumentException>(() => new NgsiEntityBuilder("no uri", "P"));
        Assert.Throws<InvalidOperationException>(() => new NgsiEntityBuilder(default(EntityId), "P"));
        Assert.Throws<InvalidOperationException>(() => new NgsiEntityBuilder().Relationship("a", default));
    }

    [Fact]
    public void Entities_stand_in_the_documents_of_others()
    {
        const string Text = """[{"id":"urn:p:1","type":"P","a":1.0}]""";

        var entities = JsonSerializer.Deserialize<NgsiEntity[]>(Text)!;

        Assert.Equal("urn:p:1", entities[0].Id.Value);
        Assert.Equal(Text, JsonSerializer.Serialize(entities));
    }
}

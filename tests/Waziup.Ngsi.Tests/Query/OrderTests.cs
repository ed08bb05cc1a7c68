using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Tests.Query;

/// <summary>The order of entities (4.23).</summary>
public sealed class OrderTests
{
    private static readonly string[] Mixed =
    [
        "\"other\":1",
        Value("""{"@type":"DateTime","@value":"2026-01-01T00:00:00Z"}"""),
        Value("""{"@type":"Date","@value":"2026-01-01"}"""),
        Value("""{"@type":"Time","@value":"12:00:00Z"}"""),
        Value("true"), Value("false"), Value("[1]"), Value("{\"b\":1}"), Value("\"b\""), Value("\"a\""), Value("10"), Value("9"),
    ];

    [Fact]
    public void Types_have_an_order_and_what_is_missing_comes_last()
    {
        Assert.Equal([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0], Sorted("a", Mixed));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0], Sorted("a;desc", Mixed));
    }

    [Theory]
    [InlineData("a", new[] { 1, 0, 2, 3 })]
    [InlineData("a,b", new[] { 1, 2, 0, 3 })]
    [InlineData("a;asc,b;desc", new[] { 1, 0, 2, 3 })]
    [InlineData("a;desc,b", new[] { 2, 0, 1, 3 })]
    [InlineData("b;desc,a", new[] { 3, 0, 2, 1 })]
    [InlineData("id;desc", new[] { 3, 2, 1, 0 })]
    [InlineData("type,id", new[] { 0, 1, 2, 3 })]
    [InlineData("createdAt,b", new[] { 2, 0, 3, 1 })]
    public void The_first_member_that_differs_decides(string orderBy, int[] order) =>
        Assert.Equal(order, Sorted(orderBy, "\"a\":2,\"b\":2", "\"a\":1", "\"a\":2,\"b\":1", "\"b\":3"));

    [Theory]
    [InlineData("a.sub", new[] { 1, 0, 2 })]
    [InlineData("a.sub;desc", new[] { 0, 1, 2 })]
    [InlineData("a[x.y]", new[] { 0, 1, 2 })]
    [InlineData("a[x.y];desc", new[] { 1, 0, 2 })]
    [InlineData("a.observedAt", new[] { 1, 0, 2 })]
    [InlineData("a[z],id;desc", new[] { 2, 1, 0 })]
    public void Paths_lead_to_what_is_compared(string orderBy, int[] order) => Assert.Equal(order, Sorted(
        orderBy,
        """
        "a":{"type":"Property","value":{"x":{"y":1}},"sub":{"type":"Property","value":5},"observedAt":"2026-01-01T00:00:01Z"}
        """,
        """
        "a":{"type":"Property","value":{"x":{"y":2}},"sub":{"type":"Property","value":4},"observedAt":"2026-01-01T00:00:00.9Z"}
        """,
        "\"b\":1"));

    [Theory]
    [InlineData(null, new[] { 2, 1, 4, 0, 3 })]
    [InlineData("und", new[] { 2, 0, 4, 1, 3 })]
    public void Texts_are_ordered_by_code_points_or_by_a_collation(string? collation, int[] order) =>
        Assert.Equal(order, SortedBy("a", null, collation, Value("\"á\""), Value("\"B\""), Value("\"A\""), Value("\"é\""), Value("\"b\"")));

    [Theory]
    [InlineData("location;dist-asc", new[] { 2, 0, 1, 3, 4 })]
    [InlineData("location;dist-desc", new[] { 3, 1, 0, 2, 4 })]
    public void Places_are_ordered_by_their_distance(string orderBy, int[] order) => Assert.Equal(order, SortedBy(
        orderBy,
        "[179,0]",
        null,
        "\"location\":" + GeoTests.Geo("Point", "[-179,0]"),
        "\"location\":" + GeoTests.Geo("Point", "[175,0]"),
        "\"location\":" + GeoTests.Geo("LineString", "[[178.5,0],[100,0]]"),
        "\"location\":" + GeoTests.Geo("Point", "[0,0]"),
        "\"b\":1"));

    [Fact]
    public void The_default_instance_counts() => Assert.Equal([1, 0], Sorted(
        "a", "\"a\":[{\"type\":\"Property\",\"value\":1,\"datasetId\":\"urn:d:1\"},{\"type\":\"Property\",\"value\":9}]", Value("5")));

    [Theory]
    [InlineData("")]
    [InlineData("a,")]
    [InlineData(",a")]
    [InlineData("a;")]
    [InlineData("a;up")]
    [InlineData("a;asc;desc")]
    [InlineData("a[b")]
    [InlineData("a.")]
    [InlineData("a b")]
    [InlineData("location;dist-asc")]
    [InlineData("location;dist-desc")]
    public void A_malformed_order_is_a_bad_request(string orderBy) =>
        Assert.Equal(400, Queries.StatusOf(() => OrderParser.Parse(orderBy, null, null, Queries.Terms)));

    [Theory]
    [InlineData("")]
    [InlineData("no language")]
    [InlineData("123456789")]
    [InlineData("de_")]
    public void An_invalid_collation_is_a_bad_request(string collation) =>
        Assert.Equal(400, Queries.StatusOf(() => OrderParser.Parse("a", null, collation, Queries.Terms)));

    private static string Value(string json) => $$"""
        "a":{"type":"Property","value":{{json}}}
        """;

    private static int[] Sorted(string orderBy, params string[] members) => SortedBy(orderBy, null, null, members);

    private static int[] SortedBy(string orderBy, string? from, string? collation, params string[] members)
    {
        var order = OrderParser.Parse(orderBy, from is null ? null : GeoParser.Geometry("orderFrom", "Point", from), collation, Queries.Terms);
        var page = new OrderedPage(new EntityQuery(Filter.Everything, Queries.Now, Limit: 100) { Order = order });
        Entity[] entities = [.. members.Select((text, i) => Queries.Entity(text, $"{i:00}"))];
        foreach (var entity in entities)
            page.Add(entity);
        return [.. page.Build().Rows.Select(entity => Array.IndexOf(entities, entity))];
    }
}

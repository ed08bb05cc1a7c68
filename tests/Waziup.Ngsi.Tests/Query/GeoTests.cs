using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Tests.Query;

/// <summary>The relations of geo-queries (4.10), other than distances.</summary>
public sealed class GeoTests
{
    private const string Square = "[[[0,0],[10,0],[10,10],[0,10],[0,0]]]";

    private const string Ring = "[[[0,0],[10,0],[10,10],[0,10],[0,0]],[[4,4],[6,4],[6,6],[4,6],[4,4]]]";

    [Theory]
    [InlineData("within", "Point", "[5,5]", Square, true)]
    [InlineData("within", "Point", "[11,5]", Square, false)]
    [InlineData("within", "Point", "[10,5]", Square, false)]
    [InlineData("within", "Point", "[5,5]", Ring, false)]
    [InlineData("within", "Point", "[1,1]", Ring, true)]
    [InlineData("within", "LineString", "[[1,1],[2,2]]", Square, true)]
    [InlineData("within", "LineString", "[[1,1],[12,2]]", Square, false)]
    [InlineData("within", "Polygon", "[[[1,1],[9,1],[9,9],[1,1]]]", Square, true)]
    [InlineData("within", "Polygon", "[[[1,1],[9,1],[9,9],[1,9],[1,1]]]", Ring, false)]
    [InlineData("within", "Polygon", Square, Square, true)]
    [InlineData("within", "MultiPoint", "[[1,1],[12,2]]", Square, false)]
    [InlineData("contains", "Polygon", "[[[-1,-1],[11,-1],[11,11],[-1,11],[-1,-1]]]", Square, true)]
    [InlineData("contains", "Polygon", "[[[1,1],[9,1],[9,9],[1,1]]]", Square, false)]
    [InlineData("intersects", "Point", "[10,5]", Square, true)]
    [InlineData("intersects", "Point", "[5,5]", Ring, false)]
    [InlineData("intersects", "Point", "[4,5]", Ring, true)]
    [InlineData("intersects", "LineString", "[[-1,5],[11,5]]", Square, true)]
    [InlineData("intersects", "Polygon", "[[[10,0],[20,0],[20,10],[10,0]]]", Square, true)]
    [InlineData("intersects", "Polygon", "[[[11,0],[20,0],[20,10],[11,0]]]", Square, false)]
    [InlineData("disjoint", "Point", "[10,5]", Square, false)]
    [InlineData("disjoint", "Point", "[11,5]", Square, true)]
    [InlineData("disjoint", "Point", "[5,5]", Ring, true)]
    [InlineData("overlaps", "Polygon", "[[[5,5],[15,5],[15,15],[5,15],[5,5]]]", Square, true)]
    [InlineData("overlaps", "Polygon", "[[[1,1],[9,1],[9,9],[1,1]]]", Square, false)]
    [InlineData("overlaps", "Polygon", Square, Square, false)]
    [InlineData("overlaps", "Polygon", "[[[10,0],[20,0],[20,10],[10,0]]]", Square, false)]
    [InlineData("equals", "Polygon", Square, Square, true)]
    [InlineData("equals", "Polygon", Ring, Square, false)]
    [InlineData("equals", "Point", "[5,5]", Square, false)]
    public void A_geometry_is_related_to_a_polygon(string georel, string type, string coordinates, string polygon, bool matches) =>
        Assert.Equal(matches, Matches(georel, "Polygon", polygon, type, coordinates));

    [Theory]
    [InlineData("equals", "[1,2]", true)]
    [InlineData("equals", "[1.0,2.0]", true)]
    [InlineData("equals", "[1.0000001,2]", false)]
    [InlineData("within", "[1,2]", true)]
    [InlineData("contains", "[1,2]", true)]
    [InlineData("intersects", "[1,2]", true)]
    [InlineData("disjoint", "[1,2]", false)]
    [InlineData("disjoint", "[1,3]", true)]
    public void A_point_is_related_to_a_point(string georel, string coordinates, bool matches) =>
        Assert.Equal(matches, Matches(georel, "Point", "[1,2]", "Point", coordinates));

    [Fact]
    public void An_area_contains_a_point_but_not_one_in_its_hole()
    {
        Assert.True(Matches("contains", "Point", "[5,5]", "Polygon", Square));
        Assert.False(Matches("contains", "Point", "[5,5]", "Polygon", Ring));
        Assert.True(Matches("disjoint", "Point", "[5,5]", "Polygon", Ring));
    }

    [Theory]
    [InlineData("disjoint")]
    [InlineData("within")]
    [InlineData("near;minDistance==1")]
    [InlineData("near;maxDistance==99999999")]
    public void What_has_no_such_place_does_not_match(string georel)
    {
        var filter = GeoParser.Parse(georel, "Point", "[1,2]", Queries.Name("here"));

        Assert.False(Evaluator.Matches(filter, Queries.Entity("\"here\":5"), Queries.Now));
        Assert.False(Evaluator.Matches(filter, Queries.Entity($"\"place\":{Geo("Point", "[50,50]")}"), Queries.Now));
    }

    [Fact]
    public void Any_instance_may_lie_there()
    {
        var second = """{"type":"GeoProperty","value":{"type":"Point","coordinates":[5,5]},"datasetId":"urn:d:2"}""";
        var entity = Queries.Entity($"\"place\":[{Geo("Point", "[50,50]")},{second}]");

        Assert.True(Evaluator.Matches(GeoParser.Parse("within", "Polygon", Square, Queries.Name("place")), entity, Queries.Now));
        Assert.False(Evaluator.Matches(GeoParser.Parse("within", "Polygon", Ring, Queries.Name("place")), entity, Queries.Now));
    }

    [Fact]
    public void A_ring_that_touches_itself_is_not_refused()
    {
        const string Touching = "[[[0,0],[10,0],[10,10],[5,0],[0,10],[0,0]]]";

        Assert.True(Matches("equals", "Polygon", Touching, "Polygon", Touching));
        Assert.True(Matches("intersects", "Polygon", Touching, "Point", "[1,1]"));
        Assert.False(Matches("intersects", "Polygon", Touching, "Point", "[5,9]"));
    }

    internal static bool Matches(string georel, string geometry, string coordinates, string type, string entityCoordinates) => Evaluator.Matches(
        GeoParser.Parse(georel, geometry, coordinates, Queries.Name("location")),
        Queries.Entity($"\"location\":{Geo(type, entityCoordinates)}"),
        Queries.Now);

    internal static string Geo(string type, string coordinates) =>
        $$$"""{"type":"GeoProperty","value":{"type":"{{{type}}}","coordinates":{{{coordinates}}}}}""";
}

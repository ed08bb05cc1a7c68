using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Tests.Query;

/// <summary>What geo-queries refuse (4.10).</summary>
public sealed class GeoErrorTests
{
    [Theory]
    [InlineData("")]
    [InlineData("near")]
    [InlineData("near;")]
    [InlineData("near;maxDistance")]
    [InlineData("near;maxDistance=5")]
    [InlineData("near;maxDistance==")]
    [InlineData("near;maxDistance==0")]
    [InlineData("near;maxDistance==-1")]
    [InlineData("near;maxDistance==inf")]
    [InlineData("near;maxDistance==NaN")]
    [InlineData("near;maxDistance==1e400")]
    [InlineData("near;minDistance==0")]
    [InlineData("near;maxDistance==\"5\"")]
    [InlineData("near;distance==5")]
    [InlineData("near;maxDistance==5;minDistance==1")]
    [InlineData("near;maxDistance==5==6")]
    [InlineData("within;maxDistance==5")]
    [InlineData("crosses")]
    [InlineData("Within")]
    public void An_unknown_relation_is_a_bad_request(string georel) => Assert.Equal(400, StatusOf(georel, "Point", "[1,2]"));

    [Theory]
    [InlineData("Point", "")]
    [InlineData("Point", "1,2")]
    [InlineData("Point", "[1]")]
    [InlineData("Point", "[]")]
    [InlineData("Point", "[\"1\",2]")]
    [InlineData("Point", "[[1,2]]")]
    [InlineData("Point", "[1,2")]
    [InlineData("Point", "[1,2]]")]
    [InlineData("LineString", "[1,2]")]
    [InlineData("LineString", "[[1,2]]")]
    [InlineData("Polygon", "[[1,2],[3,4],[5,6],[1,2]]")]
    [InlineData("Polygon", "[[[0,0],[1,0],[0,0]]]")]
    [InlineData("Polygon", "[[[0,0],[1,0],[1,1],[0,1]]]")]
    [InlineData("MultiPolygon", "[[[0,0],[1,0],[1,1],[0,0]]]")]
    [InlineData("Circle", "[1,2]")]
    [InlineData("point", "[1,2]")]
    [InlineData("", "[1,2]")]
    public void A_malformed_geometry_is_a_bad_request(string geometry, string coordinates) =>
        Assert.Equal(400, StatusOf("intersects", geometry, coordinates));

    [Theory]
    [InlineData(null, "Point", "[1,2]")]
    [InlineData("within", null, "[1,2]")]
    [InlineData("within", "Point", null)]
    public void Relation_geometry_and_coordinates_come_together(string? georel, string? geometry, string? coordinates) =>
        Assert.Equal(400, StatusOf(georel, geometry, coordinates));

    private static int StatusOf(string? georel, string? geometry, string? coordinates) =>
        Queries.StatusOf(() => GeoParser.Parse(georel, geometry, coordinates, Queries.Name("location")));
}

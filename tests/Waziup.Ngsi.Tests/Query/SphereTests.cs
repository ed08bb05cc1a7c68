using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Tests.Query;

/// <summary>Distances on the earth, against known ones and against the haversine formula.</summary>
public sealed class SphereTests
{
    private const double MetresOfDegree = 6_371_008.8 * Math.PI / 180;

    [Theory]
    [InlineData("[0,0]", "[0,1]", 1)]
    [InlineData("[0,0]", "[1,0]", 1)]
    [InlineData("[0,0]", "[0,90]", 90)]
    [InlineData("[10,0]", "[-170,0]", 180)]
    [InlineData("[0,90]", "[77,89]", 1)]
    [InlineData("[0,89]", "[180,89]", 2)]
    [InlineData("[179.5,0]", "[-179.5,0]", 1)]
    [InlineData("[0,-90]", "[0,90]", 180)]
    [InlineData("[5,5]", "[5,5]", 0)]
    public void Points_are_as_far_apart_as_the_degrees_between_them(string left, string right, double degrees) =>
        Assert.Equal(degrees * MetresOfDegree, Distance("Point", left, "Point", right), 0.01);

    [Theory]
    [InlineData(2.3522, 48.8566, -0.1276, 51.5072, 343_500)]
    [InlineData(13.4050, 52.5200, 2.3522, 48.8566, 877_500)]
    [InlineData(-74.0060, 40.7128, -0.1276, 51.5072, 5_570_000)]
    [InlineData(151.2093, -33.8688, -70.6693, -33.4489, 11_340_000)]
    [InlineData(0, 85, 1, 85, 9_691)]
    public void Cities_are_as_far_apart_as_known(double lon, double lat, double otherLon, double otherLat, double metres)
    {
        var actual = Distance("Point", FormattableString.Invariant($"[{lon},{lat}]"), "Point", FormattableString.Invariant($"[{otherLon},{otherLat}]"));

        Assert.InRange(actual, metres * 0.995, metres * 1.005);
        Assert.Equal(Haversine(lon, lat, otherLon, otherLat), actual, 0.01);
    }

    [Theory]
    [InlineData("LineString", "[[-10,0],[10,0]]", "[0,1]", 1)]
    [InlineData("LineString", "[[-10,0],[10,0]]", "[12,0]", 2)]
    [InlineData("LineString", "[[170,0],[-170,0]]", "[180,3]", 3)]
    [InlineData("LineString", "[[0,80],[180,80]]", "[90,89]", 1)]
    [InlineData("MultiPoint", "[[0,5],[0,3]]", "[0,0]", 3)]
    [InlineData("MultiLineString", "[[[-1,9],[1,9]],[[-1,0],[1,0]]]", "[0,-2]", 2)]
    [InlineData("Polygon", "[[[-10,-10],[10,-10],[10,0],[-10,0],[-10,-10]]]", "[0,4]", 4)]
    [InlineData("Polygon", "[[[-10,-10],[10,-10],[10,10],[-10,10],[-10,-10]]]", "[3,3]", 0)]
    [InlineData("Polygon", "[[[-10,0],[10,0],[10,10],[-10,10],[-10,0]]]", "[0,0]", 0)]
    public void The_nearest_position_counts(string type, string coordinates, string point, double degrees)
    {
        Assert.Equal(degrees * MetresOfDegree, Distance(type, coordinates, "Point", point), 0.01);
        Assert.Equal(degrees * MetresOfDegree, Distance("Point", point, type, coordinates), 0.01);
    }

    [Fact]
    public void In_a_hole_the_way_leads_to_its_edge()
    {
        const string Ring = "[[[-10,-10],[10,-10],[10,10],[-10,10],[-10,-10]],[[-5,-2],[5,-2],[5,0],[-5,0],[-5,-2]]]";

        Assert.Equal(MetresOfDegree, Distance("Polygon", Ring, "Point", "[0,-1]"), MetresOfDegree * 0.005);
        Assert.Equal(0, Distance("Polygon", Ring, "Point", "[0,1]"), 0.001);
    }

    [Theory]
    [InlineData("Point", "[0,0]", "[0.001,0]", 111, false)]
    [InlineData("Point", "[0,0]", "[0.001,0]", 112, true)]
    [InlineData("Point", "[179.999,0]", "[-179.999,0]", 223, true)]
    [InlineData("Point", "[179.999,0]", "[-179.999,0]", 222, false)]
    [InlineData("Point", "[10,85]", "[10.01,85]", 97, true)]
    [InlineData("Point", "[10,85]", "[10.01,85]", 96, false)]
    [InlineData("LineString", "[[0,0],[10,0]]", "[5,0.001]", 112, true)]
    [InlineData("LineString", "[[0,0],[10,0]]", "[5,0.001]", 111, false)]
    [InlineData("Polygon", "[[[0,0],[10,0],[10,10],[0,10],[0,0]]]", "[5,5]", 1, true)]
    [InlineData("Polygon", "[[[0,0],[10,0],[10,10],[0,10],[0,0]]]", "[5,-0.001]", 112, true)]
    [InlineData("Polygon", "[[[0,0],[10,0],[10,10],[0,10],[0,0]]]", "[5,-0.001]", 111, false)]
    public void Near_is_not_beyond_and_the_rest_is(string geometry, string coordinates, string point, int metres, bool isNear)
    {
        Assert.Equal(isNear, GeoTests.Matches($"near;maxDistance=={metres}", geometry, coordinates, "Point", point));
        Assert.Equal(!isNear, GeoTests.Matches($"near;minDistance=={metres}", geometry, coordinates, "Point", point));
        Assert.Equal(isNear, GeoTests.Matches($"near;maxDistance=={metres}.0", "Point", point, geometry, coordinates));
    }

    private static double Distance(string type, string coordinates, string otherType, string otherCoordinates) => Sphere.Distance(
        GeoParser.Geometry("left", type, coordinates), GeoParser.Geometry("right", otherType, otherCoordinates));

    private static double Haversine(double lon, double lat, double otherLon, double otherLat)
    {
        static double Half(double degrees) => Math.Pow(Math.Sin(degrees * Math.PI / 360), 2);
        var share = Half(otherLat - lat) + (Math.Cos(lat * Math.PI / 180) * Math.Cos(otherLat * Math.PI / 180) * Half(otherLon - lon));
        return 2 * 6_371_008.8 * Math.Asin(Math.Sqrt(share));
    }
}

using Waziup.Ngsi.Access.Disclosing;

namespace Waziup.Ngsi.Tests.Access;

/// <summary>Cells of equal area, one grid for all (POLICIES 3.3).</summary>
public sealed class GridTests
{
    private const double Circumference = 40_030_174;
    private const double Radius = Circumference / (2 * Math.PI);

    [Theory]
    [InlineData(500, 611)]
    [InlineData(1_000, 1_222)]
    [InlineData(4_000, 4_886)]
    [InlineData(Circumference, 40_030_174)]
    [InlineData(Circumference / 2, 20_015_087)]
    [InlineData(1e9, 40_030_174)]
    public void The_side_is_the_shortest_that_is_long_enough(double metres, double side) => Assert.Equal(side, Math.Round(Grid.SideOf(metres)));

    [Fact]
    public void A_side_is_less_than_twice_what_was_asked_for()
    {
        var random = new Random(26_001);
        for (var i = 0; i < 5_000; i++)
        {
            var metres = Math.Pow(10, random.NextDouble() * 7);
            Assert.InRange(Grid.SideOf(metres), metres, 2 * metres);
        }
    }

    [Fact]
    public void The_centre_of_a_cell_lies_in_it()
    {
        foreach (var (longitude, latitude, metres) in Places(10_000))
        {
            var centre = Grid.CentreOf(longitude, latitude, metres);
            Assert.Equal(centre, Grid.CentreOf((double)centre.Longitude, (double)centre.Latitude, metres));
        }
    }

    [Fact]
    public void Cells_nest_over_all_levels()
    {
        foreach (var (longitude, latitude, metres) in Places(10_000))
        {
            var fine = Grid.CentreOf(longitude, latitude, metres);
            for (var coarse = metres * 2; coarse < Circumference; coarse *= 2)
                Assert.Equal(Grid.CentreOf(longitude, latitude, coarse), Grid.CentreOf((double)fine.Longitude, (double)fine.Latitude, coarse));
        }
    }

    [Theory]
    [InlineData(-7.37, 5.55)]
    [InlineData(-16.25, 14.03)]
    [InlineData(39.2, -6.8)]
    [InlineData(13.4, 52.5)]
    [InlineData(-150, -71)]
    public void A_cell_has_the_area_of_its_side_squared_wherever_it_lies(double longitude, double latitude)
    {
        var centre = Grid.CentreOf(longitude, latitude, 4_000);
        var east = Border(longitude, longitude + 1, x => Grid.CentreOf(x, latitude, 4_000) == centre);
        var west = Border(longitude, longitude - 1, x => Grid.CentreOf(x, latitude, 4_000) == centre);
        var north = Border(latitude, latitude + 1, y => Grid.CentreOf(longitude, y, 4_000) == centre);
        var south = Border(latitude, latitude - 1, y => Grid.CentreOf(longitude, y, 4_000) == centre);

        var area = Radius * Radius * double.DegreesToRadians(east - west) * (Sine(north) - Sine(south));

        Assert.Equal(1, area / Math.Pow(Grid.SideOf(4_000), 2), 6);
        Assert.Equal((east + west) / 2, (double)centre.Longitude, 6);
        Assert.Equal((Sine(north) + Sine(south)) / 2, Sine((double)centre.Latitude), 7);
    }

    [Theory]
    [InlineData(23, 870)]
    [InlineData(35, 900)]
    public void A_place_is_near_the_centre_of_its_cell(double latitude, double metres)
    {
        var random = new Random(26_002);
        var farthest = 0.0;
        for (var i = 0; i < 200_000; i++)
        {
            var place = ((random.NextDouble() * 360) - 180, ((random.NextDouble() * 2) - 1) * latitude);
            var (east, north) = Grid.CentreOf(place.Item1, place.Item2, 1_000);
            farthest = Math.Max(farthest, Distance(place, ((double)east, (double)north)));
        }

        Assert.InRange(farthest, metres * 0.95, metres);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(1_000)]
    [InlineData(250_000)]
    public void One_meridian_is_one_place_whichever_way_it_is_reached(double metres)
    {
        var west = Grid.CentreOf(-180, 5, metres);

        Assert.Equal(west, Grid.CentreOf(180, 5, metres));
        Assert.Equal(Grid.CentreOf(-170, 5, metres), Grid.CentreOf(190, 5, metres));
        Assert.Equal(Grid.CentreOf(170, 5, metres), Grid.CentreOf(-190, 5, metres));
        Assert.NotEqual(west, Grid.CentreOf(179.999999, 5, metres));
    }

    [Fact]
    public void Poles_lie_in_the_outermost_rows()
    {
        for (var metres = 0.5; metres < 3 * Circumference; metres *= 1.7)
        {
            var (north, south) = (Grid.CentreOf(12, 90, metres), Grid.CentreOf(12, -90, metres));
            Assert.InRange(north.Latitude, 0, 90);
            Assert.InRange(south.Latitude, -90, 90);
            Assert.Equal(north, Grid.CentreOf((double)north.Longitude, (double)north.Latitude, metres));
            Assert.Equal(south, Grid.CentreOf((double)south.Longitude, (double)south.Latitude, metres));
            Assert.Equal(north, Grid.CentreOf(12, 89.999999999, metres));
        }
    }

    [Fact]
    public void A_centre_has_six_decimals_and_never_the_place_itself()
    {
        foreach (var (longitude, latitude, _) in Places(1_000))
        {
            var (east, north) = Grid.CentreOf(longitude, latitude, 1_000);
            Assert.True(east.Scale <= 6 && north.Scale <= 6, $"{east}, {north}");
            Assert.NotEqual((longitude, latitude), ((double)east, (double)north));
        }
    }

    private static IEnumerable<(double Longitude, double Latitude, double Metres)> Places(int count)
    {
        var random = new Random(26_003);
        for (var i = 0; i < count; i++)
        {
            var latitude = double.RadiansToDegrees(Math.Asin((random.NextDouble() * 2) - 1));
            yield return ((random.NextDouble() * 360) - 180, latitude, 10 * Math.Pow(10, random.NextDouble() * 5));
        }
    }

    /// <summary>How far one can go before it is another cell.</summary>
    private static double Border(double inside, double outside, Predicate<double> isSame)
    {
        for (var i = 0; i < 60; i++)
        {
            var middle = (inside + outside) / 2;
            (inside, outside) = isSame(middle) ? (middle, outside) : (inside, middle);
        }
        return inside;
    }

    private static double Distance((double East, double North) one, (double East, double North) other)
    {
        var height = Math.Pow(Math.Sin(double.DegreesToRadians(other.North - one.North) / 2), 2);
        var width = Math.Pow(Math.Sin(double.DegreesToRadians(other.East - one.East) / 2), 2);
        var cosines = Math.Cos(double.DegreesToRadians(one.North)) * Math.Cos(double.DegreesToRadians(other.North));
        return 2 * Radius * Math.Asin(Math.Sqrt(height + (cosines * width)));
    }

    private static double Sine(double degrees) => Math.Sin(double.DegreesToRadians(degrees));
}

using System.Text;
using NetTopologySuite.Geometries;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Query.Indexing;

namespace Waziup.Ngsi.Tests.Query;

/// <summary>Whatever stands in a relation touches one of its boxes: at the poles, at the date line, small and large.</summary>
public sealed class IndexBoxTests
{
    private static readonly Iri Place = new("urn:place");

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_stands_in_a_relation_touches_its_boxes(int seed)
    {
        var random = new Random(seed);
        var holding = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var geometry = Shape(random);
            var relation = Relation(random, geometry.Coordinate);
            if (Box.Of(relation) is not { IsDefault: false } boxes || !relation.Holds(geometry))
                continue;
            holding++;
            var box = Box.Of(geometry);
            Assert.True(boxes.Any(other => Touch(box, other)), $"{geometry} {relation.Operator} {relation.Reference} {relation.Metres}: {box} touches none of {string.Join(' ', boxes)}");
        }
        Assert.True(holding > 100, $"only {holding} stand in their relation");
    }

    [Theory]
    [InlineData("[179.9999,0]", "[-179.9999,0]", 100)]
    [InlineData("[-180,10]", "[180,10]", 1)]
    [InlineData("[0,89.9]", "[180,89.9]", 25_000)]
    [InlineData("[0,-90]", "[77,-89.999]", 200)]
    [InlineData("[10,60]", "[10.0001,60]", 6)]
    public void Near_reaches_over_the_date_line_and_the_poles(string stored, string asked, double metres)
    {
        var relation = Near(asked, metres);
        var geometry = GeometryReader.Read(Encoding.UTF8.GetBytes($$"""{"type":"Point","coordinates":{{stored}}}"""));

        Assert.True(relation.Holds(geometry));
        Assert.Contains(Box.Of(relation), box => Touch(Box.Of(geometry), box));
    }

    [Fact]
    public void A_box_is_not_far_larger_than_its_circle()
    {
        var box = Assert.Single(Box.Of(Near("[7,50]", 1000)));

        Assert.InRange(box.North - box.South, 0.01798, 0.0181);
        Assert.InRange(box.East - box.West, 0.0279, 0.0282);
    }

    private static GeoRelation Near(string at, double metres) =>
        ((Filter.Lies)GeoParser.Parse(FormattableString.Invariant($"near;maxDistance=={metres}"), "Point", at, Place)).Relation;

    private static GeoRelation Relation(Random random, Coordinate near)
    {
        var how = Enum.GetValues<GeoOperator>()[random.Next(8)];
        if (how != GeoOperator.NotBeyond && random.Next(2) == 0)
            return new GeoRelation(how, Shape(random, near), 1000);
        var metres = Math.Pow(10, 1 + (random.NextDouble() * 6));
        return new GeoRelation(GeoOperator.NotBeyond, random.Next(10) > 0 ? Beside(random, near, metres / 111_000) : Shape(random), metres);
    }

    // Also over the date line, and over a pole.
    private static Point Beside(Random random, Coordinate at, double degrees)
    {
        var north = at.Y + ((random.NextDouble() - 0.5) * 2 * degrees);
        var wide = degrees / Math.Max(0.01, Math.Cos(at.Y * Math.PI / 180));
        var east = at.X + ((random.NextDouble() - 0.5) * 2 * wide) + (Math.Abs(north) > 90 ? 180 : 0);
        north = Math.Clamp(north > 90 ? 180 - north : north < -90 ? -180 - north : north, -90, 90);
        return new Point(Math.Clamp(Math.IEEERemainder(east, 360), -180, 180), north);
    }

    private static Geometry Shape(Random random, Coordinate? near = null)
    {
        var at = near ?? Dot(random).Coordinate;
        var size = Math.Pow(10, -3 + (random.NextDouble() * 4.5));
        return random.Next(4) switch
        {
            0 => new LineString([at, Around(random, at, size)]),
            1 => GeometryFactory.Default.ToGeometry(new Envelope(at, Around(random, at, size))) is Polygon polygon ? polygon : new Point(at),
            _ => new Point(at),
        };
    }

    // Often where it is difficult.
    private static Point Dot(Random random)
    {
        var east = random.Next(3) == 0 ? (random.Next(2) == 0 ? 179.99 : -179.99) + ((random.NextDouble() - 0.5) / 50) : (random.NextDouble() * 360) - 180;
        var north = random.Next(3) == 0 ? (random.Next(2) == 0 ? 89.9 : -89.9) + ((random.NextDouble() - 0.5) / 5) : (random.NextDouble() * 180) - 90;
        return new Point(Math.Clamp(east, -180, 180), Math.Clamp(north, -90, 90));
    }

    private static Coordinate Around(Random random, Coordinate at, double size) => new(
        Math.Clamp(at.X + ((random.NextDouble() - 0.5) * size), -180, 180), Math.Clamp(at.Y + ((random.NextDouble() - 0.5) * size), -90, 90));

    private static bool Touch(Box left, Box right) =>
        left.West <= right.East && left.East >= right.West && left.South <= right.North && left.North >= right.South;
}

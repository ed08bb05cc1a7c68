using System.Globalization;

namespace Waziup.Load.Bench;

/// <summary>The entities that are queried: many stations that differ in level and place, and a few of another type.</summary>
internal static class Field
{
    /// <summary>The entities of the small type.</summary>
    public const int Few = 100;

    /// <summary>The stations lie between these degrees and those that are so many more.</summary>
    public const double West = -17;

    public const double South = 13;

    public const double Degrees = 2;

    public static readonly QueryPath ByType = new(Entities + "Pond&limit=20");

    public static readonly QueryPath Pond = new("/ngsi-ld/v1/entities/urn:ngsi-ld:Pond:p0#1?type=Pond");

    public static readonly QueryPath ByLevel = new(Entities + "FieldStation&q=level==#1..#2&limit=20");

    public static readonly QueryPath Counted = new(Entities + "FieldStation&count=true&limit=20&offset=50000");

    const string Entities = "/ngsi-ld/v1/entities?type=";

    // Coprime to the numbers of stations, which are powers of ten: every level occurs once, far from its neighbours.
    const int Step = 61_803;

    // The fractions of their multiples fill a square evenly, whatever the number of points.
    const double AlongX = 0.7548776662466927;
    const double AlongY = 0.5698402909980532;

    const string Template =
        "{\"id\":\"urn:ngsi-ld:#T:#K\",\"type\":\"#T\"," +
        "\"name\":{\"type\":\"Property\",\"value\":\"#T #K\"}," +
        "\"level\":{\"type\":\"Property\",\"value\":#L.5,\"unitCode\":\"MTR\",\"observedAt\":\"2024-01-01T00:00:00.000Z\"}," +
        "\"humidity\":{\"type\":\"Property\",\"value\":6#D,\"unitCode\":\"P1\",\"observedAt\":\"2024-01-01T00:00:00.000Z\"}," +
        "\"batteryLevel\":{\"type\":\"Property\",\"value\":0.8#D1}," +
        "\"refDevice\":{\"type\":\"Relationship\",\"object\":\"urn:ngsi-ld:Device:#K\"}," +
        "\"location\":{\"type\":\"GeoProperty\",\"value\":{\"type\":\"Point\",\"coordinates\":[#X,#Y]}}}";

    /// <summary>The stations around a place, about 50 of so many.</summary>
    public static QueryPath ByPlace(int count) => new(
        Entities + $"FieldStation&georel=near%3BmaxDistance=={Metres(count)}&geometry=Point&coordinates=%5B#1,#2%5D&limit=20");

    /// <summary>How far from a random place about 50 of so many stations lie, in metres.</summary>
    public static int Metres(int count) => (int)(2_760 * Math.Sqrt(100_000.0 / count));

    /// <summary>One of so many entities; those of the small type come after the stations.</summary>
    public static string Entity(int number, int count) => Template
        .Replace("#T", number < count ? "FieldStation" : "Pond", StringComparison.Ordinal)
        .Replace("#K", "p0" + number.ToString("D8", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("#L", Level(number, count).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("#D", (number % 9 + 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("#X", Along(number, AlongX, West), StringComparison.Ordinal)
        .Replace("#Y", Along(number, AlongY, South), StringComparison.Ordinal);

    /// <summary>The whole part of an entity's level.</summary>
    public static int Level(int number, int count) => (int)((long)number * Step % count);

    static string Along(int number, double share, double from) =>
        (from + (Degrees * (number * share % 1))).ToString("F6", CultureInfo.InvariantCulture);
}

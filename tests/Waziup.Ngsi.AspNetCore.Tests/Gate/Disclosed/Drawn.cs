using System.Globalization;
using Waziup.Ngsi.Access.Disclosing;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>What is drawn of a reading and may be known of it; the rest of it is drawn by each of two brokers for itself.</summary>
sealed class Drawn(int number, Random shared, string type = "Reading")
{
    private static readonly string[] Rows = ["cereal", "root", "hidden"];
    private static readonly string[] Observed = ["2025-06-01T10:00:00Z", "2025-06-01T12:00:00Z", "2025-06-01T12:30:00Z", "2025-06-02T00:00:00Z"];

    public int Number => number;

    public string Id => $"urn:ngsi-ld:{type}:{number}";

    public string Owner { get; set; } = type == "Private" ? "kofi" : Pick(shared, "kofi", "ama", "yaw");

    public bool IsThere { get; set; }

    /// <summary>Whether there is a crop, whatever is shown of it.</summary>
    public bool HasCrop { get; set; }

    private int Step { get; set; } = shared.Next(-2, 8);

    private bool IsForeign { get; set; } = shared.Next(5) == 0;

    private string Row { get; set; } = Pick(shared, Rows);

    private string ObservedAt { get; set; } = Pick(shared, Observed);

    private (double East, double North) Place { get; set; } = PlaceNear(shared);

    public static T Pick<T>(Random random, params T[] of) => of[random.Next(of.Length)];

    /// <summary>Moves what may be known, as far as it is written next.</summary>
    public void Move(Random shared, string kind)
    {
        if (kind is "value" or "crop")
            (Step, IsForeign, ObservedAt) = (shared.Next(-2, 8), shared.Next(5) == 0, Pick(shared, Observed));
        if (kind == "crop")
            Row = Pick(shared, Rows);
        if (kind == "place")
            Place = PlaceNear(shared);
        if (kind == "owner")
            Owner = Pick(shared, "kofi", "ama", "yaw");
    }

    /// <summary>A value that is rounded to the drawn one; one in a unit that is not rounded may be any.</summary>
    public string NumValue(Random secret)
    {
        var value = IsForeign ? secret.Next(0, 1000) / 10m : (5 * Step) + (secret.Next(-25, 25) / 10m);
        return $"\"numValue\":{Numbered(value, IsForeign ? "FAH" : "CEL")}";
    }

    /// <summary>Readings of the past, in the steps that are drawn.</summary>
    public static string Past(Random shared, Random secret)
    {
        var rows = Enumerable.Range(0, shared.Next(1, 5)).Select(_ => (Step: shared.Next(-2, 8), At: $"2025-05-{shared.Next(1, 4):00}T{shared.Next(0, 24):00}:30:00Z")).ToList();
        return $"\"numValue\":[{string.Join(',', rows.DistinctBy(row => row.At).Select(row => Json((5 * row.Step) + (secret.Next(-25, 25) / 10m), "CEL", row.At)))}]";
    }

    public string Location(Random secret)
    {
        var (east, north) = PlaceIn(Place, secret);
        // Any geometry is shown as the cell of the middle of its box.
        return secret.Next(2) == 0 ? $"\"location\":{Farm.Place(east, north)}" : FormattableString.Invariant(
            $$"""
            "location":{"type":"GeoProperty","value":{"type":"LineString","coordinates":[[{{east - 0.25}},{{north - 0.25}}],[{{east + 0.25}},{{north + 0.25}}]]} }
            """);
    }

    public string Crop(Random secret)
    {
        var word = Row switch
        {
            "cereal" => Pick(secret, "maize", "millet", "rice"),
            "root" => Pick(secret, "yam", "cassava"),
            _ => Pick(secret, "weed", "thorn", "zea"),
        };
        return $$"""
            "crop":{"type":"Property","value":"{{word}}","observedAt":"2025-06-01T10:00:00Z"}
            """;
    }

    private string Numbered(decimal value, string unit) => Json(value, unit, ObservedAt);

    private static string Json(decimal value, string unit, string at) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"type":"Property","value":{{value}},"unitCode":"{{unit}}","observedAt":"{{at}}"}""");

    private static (double East, double North) PlaceNear(Random shared) => (5 + (shared.Next(0, 40) / 1000.0), 5 + (shared.Next(0, 40) / 1000.0));

    /// <summary>Another place in the same cell.</summary>
    private static (double East, double North) PlaceIn((double East, double North) place, Random secret)
    {
        var centre = Grid.CentreOf(place.East, place.North, LossyPolicy.CellMetres);
        while (true)
        {
            var (east, north) = (place.East + (secret.Next(-1000, 1000) / 1e5), place.North + (secret.Next(-1000, 1000) / 1e5));
            if (Grid.CentreOf(east, north, LossyPolicy.CellMetres) == centre)
                return (east, north);
        }
    }
}

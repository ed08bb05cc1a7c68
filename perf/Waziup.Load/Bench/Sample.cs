using System.Globalization;
using System.Text;

namespace Waziup.Load.Bench;

/// <summary>The entity of all workloads: six attributes, about 550 bytes, written as the broker returns it, so that the floor's bytes are the same.</summary>
internal static class Sample
{
    /// <summary>The entities in a loaded store.</summary>
    public const int Count = 100_000;

    /// <summary>What stands before the number in the ids of the loaded store. The scripts create ids with other letters.</summary>
    public const string LoadedPrefix = "p0";

    public const string IdPrefix = "urn:ngsi-ld:WeatherStation:";

    // The tokens: #K the ten characters that make the id unique, #D a digit that varies the values, #O the time of observation.
    const string Template =
        "{\"id\":\"" + IdPrefix + "#K\",\"type\":\"WeatherStation\"," +
        "\"name\":{\"type\":\"Property\",\"value\":\"Station #K\"}," +
        "\"temperature\":{\"type\":\"Property\",\"value\":2#D.5,\"unitCode\":\"CEL\",\"observedAt\":\"#O\"}," +
        "\"humidity\":{\"type\":\"Property\",\"value\":6#D,\"unitCode\":\"P1\",\"observedAt\":\"#O\"}," +
        "\"batteryLevel\":{\"type\":\"Property\",\"value\":0.8#D1}," +
        "\"refDevice\":{\"type\":\"Relationship\",\"object\":\"urn:ngsi-ld:Device:#K\"}," +
        "\"location\":{\"type\":\"GeoProperty\",\"value\":{\"type\":\"Point\",\"coordinates\":[-16.24#D1,14.0253]}}}";

    /// <summary>An entity of the loaded store.</summary>
    public static string Loaded(int number) => Template
        .Replace("#K", LoadedPrefix + number.ToString("D8", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("#D", (number % 9 + 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("#O", "2024-01-01T00:00:00.000Z", StringComparison.Ordinal);

    /// <summary>The path of an entity of the loaded store.</summary>
    public static string PathOf(int number) => "/ngsi-ld/v1/entities/" + IdPrefix + LoadedPrefix + number.ToString("D8", CultureInfo.InvariantCulture);

    /// <summary>The entity as an expression of Lua over the variables key, digit and time.</summary>
    public static string Lua()
    {
        var text = new StringBuilder("'").Append(Template).Append('\'');
        text.Replace("#K", "'..key..'").Replace("#D", "'..digit..'").Replace("#O", "'..time..'");
        return text.ToString();
    }
}

using System.Globalization;
using System.Text;

namespace Waziup.Load.Bench;

/// <summary>The histories that are asked for: gauges that have measured every five minutes since the start of 2024.</summary>
internal static class Past
{
    /// <summary>The readings of a gauge.</summary>
    public const int Readings = 10_000;

    /// <summary>The first days of the month that have 30 full days of readings after them.</summary>
    public const int Starts = 4;

    public static readonly QueryPath Last = new(Gauges + "#1?attrs=level&lastN=100");

    public static readonly QueryPath Averages = new(
        Gauges + "#1?attrs=level&timerel=between&timeAt=#2T00:00:00Z&endTimeAt=#3T00:00:00Z" +
        "&aggrMethods=avg&aggrPeriodDuration=P1D&options=aggregatedValues");

    const string Gauges = "/ngsi-ld/v1/temporal/entities/" + IdPrefix;
    const string IdPrefix = "urn:ngsi-ld:Gauge:";
    const int Together = 2_500;

    static readonly DateTimeOffset Start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How many gauges have so many readings together.</summary>
    public static int Entities(long rows) => (int)Math.Max(1, rows / Readings);

    public static string Key(int number) => "p0" + number.ToString("D8", CultureInfo.InvariantCulture);

    /// <summary>The bodies that bring in the readings of the gauges.</summary>
    public static IEnumerable<string> Bodies(int entities)
    {
        for (var entity = 0; entity < entities; entity++)
        {
            for (var from = 0; from < Readings; from += Together)
                yield return Body(entity, from);
        }
    }

    static string Body(int entity, int from)
    {
        var text = new StringBuilder("{\"id\":\"").Append(IdPrefix).Append(Key(entity)).Append("\",\"type\":\"Gauge\",\"level\":[");
        for (var i = from; i < from + Together; i++)
        {
            text.Append(i == from ? "" : ",").Append(
                CultureInfo.InvariantCulture,
                $"{{\"type\":\"Property\",\"value\":{15 + ((entity + i) % 17)}.{1 + (i % 9)},\"unitCode\":\"MTR\",\"observedAt\":\"{Start.AddMinutes(5 * i):yyyy-MM-ddTHH:mm:ss.fffZ}\"}}");
        }

        return text.Append("]}").ToString();
    }
}

using System.Globalization;
using System.Text;

namespace Waziup.Load.Gateways;

/// <summary>Readings of twenty sensors of one device: numbers that wander, one a minute.</summary>
internal static class GatewayReadings
{
    public const int Sensors = 20;

    /// <summary>How many readings a payload has.</summary>
    public const int InPayload = 100;

    /// <summary>The device.</summary>
    public static string Device { get; } =
        $$"""{"id":"field","sensors":[{{string.Join(',', Enumerable.Range(0, Sensors).Select(sensor => $$"""{"id":"s{{sensor}}","quantityKind":"AirTemperature","unitCode":"CEL"}"""))}}]}""";

    /// <summary>The id of the entity of a sensor.</summary>
    public static string Entity(int sensor) => $"urn:ngsi-ld:DeviceMeasurement:field:s{sensor}";

    /// <summary>Payloads of a hundred readings, the oldest first.</summary>
    public static IEnumerable<string> Payloads(int readings)
    {
        var (random, values) = (new Random(1), Enumerable.Repeat(20.0, Sensors).ToArray());
        const int minutes = InPayload / Sensors;
        for (var payload = 0; payload < readings / InPayload; payload++)
        {
            var text = new StringBuilder("{");
            for (var sensor = 0; sensor < Sensors; sensor++)
            {
                text.Append(sensor > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"\"s{sensor}\":[");
                for (var minute = 0; minute < minutes; minute++)
                {
                    values[sensor] = Math.Round(values[sensor] + random.NextDouble() - 0.5, 2);
                    var time = DateTime.UnixEpoch.AddDays(18_000).AddMinutes((payload * minutes) + minute);
                    text.Append(minute > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $$"""{"value":{{values[sensor]}},"time":"{{time:yyyy-MM-ddTHH:mm:ssZ}}"}""");
                }
                text.Append(']');
            }
            yield return text.Append('}').ToString();
        }
    }

    /// <summary>A batch upsert of a thousand sensors with one reading each.</summary>
    public static string Batch(int number)
    {
        var time = DateTime.UnixEpoch.AddDays(18_000).AddMinutes(number).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return $"[{string.Join(',', Enumerable.Range(0, 1000).Select(sensor => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"id":"urn:ngsi-ld:DeviceMeasurement:other:s{{sensor}}","type":"DeviceMeasurement","numValue":{{Value(sensor, number, time)}} }""")))}]";
    }

    static string Value(int sensor, int number, string time) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"type":"Property","value":{{20 + ((sensor + number) % 100 / 10.0)}},"unitCode":"CEL","observedAt":"{{time}}"}""");
}

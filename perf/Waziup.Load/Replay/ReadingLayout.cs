using System.Globalization;

namespace Waziup.Load.Replay;

/// <summary>Where the columns of a file stand. Exports name them in two orders, with or without the device and the sensor.</summary>
internal sealed record ReadingLayout(int Observed, int Received, int Value, int Device, int Sensor)
{
    static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK"];

    /// <summary>The layout that a header line announces, or null when the fields are not a header.</summary>
    public static ReadingLayout? From(IReadOnlyList<string> fields)
    {
        var layout = new ReadingLayout(Find("timestamp"), Find("date_received"), Find("value"), Find("device_id"), Find("sensor_id"));
        return layout is { Observed: >= 0, Received: >= 0, Value: >= 0 } ? layout : null;

        int Find(string name)
        {
            for (var i = 0; i < fields.Count; i++)
            {
                if (fields[i] == name)
                    return i;
            }

            return -1;
        }
    }

    /// <summary>The sensor that a row names itself, or null when the file's name has to say it.</summary>
    public SensorId? SensorOf(IReadOnlyList<string> fields) =>
        Device >= 0 && Sensor >= 0 && Device < fields.Count && Sensor < fields.Count ? new(fields[Device], fields[Sensor]) : null;

    /// <summary>The reading of a row, or what is wrong with it.</summary>
    public (Reading Reading, string? Fault) ReadingOf(IReadOnlyList<string> fields)
    {
        if (fields.Count <= Math.Max(Observed, Math.Max(Received, Value)))
            return (default, $"{fields.Count} columns are too few");
        if (!TryTime(fields[Observed], out var observed))
            return (default, $"timestamp '{fields[Observed]}' is not an instant");
        if (!TryTime(fields[Received], out var received))
            return (default, $"date_received '{fields[Received]}' is not an instant");
        if (!double.TryParse(fields[Value], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            return (default, $"value '{fields[Value]}' is not a number");

        return (new Reading(observed, received, value), null);
    }

    static bool TryTime(string text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);
}

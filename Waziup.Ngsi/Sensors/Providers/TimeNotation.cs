using System.Globalization;
using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Codecs;

namespace Waziup.Ngsi.Sensors.Providers;

/// <summary>How a source writes times.</summary>
internal enum TimeNotation
{
    /// <summary>ISO 8601 with seconds and a zone.</summary>
    Iso,

    /// <summary>ISO 8601; what has no zone is UTC, and a date or a minute alone is its beginning.</summary>
    IsoUtc,

    /// <summary>Seconds since 1970.</summary>
    Seconds,

    /// <summary>Milliseconds since 1970.</summary>
    Milliseconds,
}

/// <summary>Reads times as sources write them.</summary>
internal static class TimeNotations
{
    /// <summary>The words for them in a form, in the order of the numbers.</summary>
    public static readonly string[] Words = ["iso", "isoUtc", "seconds", "milliseconds"];

    /// <summary>Reads a time; none where it is written otherwise, or lies outside of the years 1 to 9999.</summary>
    public static Instant Read(this TimeNotation notation, JsonElement value)
    {
        try
        {
            return notation switch
            {
                TimeNotation.Seconds => Timestamps.OfSeconds(Number(value)),
                TimeNotation.Milliseconds => Timestamps.OfSeconds(Number(value) / 1000),
                _ when value.ValueKind != JsonValueKind.String => Instant.None,
                TimeNotation.IsoUtc => Timestamps.TryParse(Completed(value.GetString()!), out var time) ? time : Instant.None,
                _ => Timestamps.TryParse(value.GetString()!, out var time) ? time : Instant.None,
            };
        }
        catch (PayloadException)
        {
            return Instant.None;
        }
    }

    /// <summary>A number, or a text that is one; not a number where it is neither, and then outside of any year.</summary>
    private static double Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => double.NaN,
    };

    private static string Completed(string text)
    {
        const int Day = 10, Minute = 16, Second = 19;
        if (text.Length > Day && text[Day] == ' ')
            text = $"{text[..Day]}T{text[(Day + 1)..]}";
        var hasZone = text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > Day;
        return hasZone ? text : text.Length switch { Day => $"{text}T00:00:00Z", Minute => $"{text}:00Z", >= Second => $"{text}Z", _ => text };
    }
}

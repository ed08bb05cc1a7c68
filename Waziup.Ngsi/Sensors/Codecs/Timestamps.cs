using System.Globalization;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Codecs;

/// <summary>Points in time as devices and network servers write them.</summary>
internal static class Timestamps
{
    private const long MicrosPerMinute = 60_000_000;

    private static readonly Instant First = Instant.Of(DateTimeOffset.MinValue);

    private static readonly Instant Last = Instant.Of(DateTimeOffset.MaxValue);

    /// <summary>Reads ISO 8601 with a date, a time to the second or finer, and <c>Z</c> or an offset (<c>+02:00</c>, <c>+0200</c>).</summary>
    /// <returns>False for anything else: a time of which the zone is not said is not guessed.</returns>
    public static bool TryParse(string text, out Instant instant)
    {
        if (text.EndsWith('Z'))
            return Instant.TryParse(text, out instant);

        instant = Instant.None;
        var sign = text.LastIndexOfAny(['+', '-']);
        // The last hyphen of a bare date stands at 7: an offset comes behind the seconds.
        if (sign < 19 || !TryParseOffset(text.AsSpan(sign + 1), out var minutes))
            return false;
        if (!Instant.TryParse(string.Concat(text.AsSpan(0, sign), "Z"), out var local))
            return false;
        var utc = new Instant(local.Micros - ((text[sign] == '-' ? -minutes : minutes) * MicrosPerMinute));
        if (utc < First || utc > Last)
            return false;
        instant = utc;
        return true;
    }

    /// <summary>Seconds since the epoch.</summary>
    public static Instant OfSeconds(double seconds) => Within(seconds * 1_000_000);

    /// <summary>An instant some seconds away from another one.</summary>
    public static Instant Shift(Instant from, double seconds) => from.IsNone ? Instant.None : Within(from.Micros + (seconds * 1_000_000));

    private static Instant Within(double micros)
    {
        // Strictly below the last one: as a double it is rounded up, beyond what a date can be.
        if (!(micros >= First.Micros && micros < Last.Micros))
            throw new PayloadException("A time lies outside of the years 1 to 9999.");
        return new Instant((long)Math.Round(micros));
    }

    private static bool TryParseOffset(ReadOnlySpan<char> text, out long minutes)
    {
        minutes = 0;
        if (text.Length == 5 && text[2] == ':')
            text = $"{text[..2]}{text[3..]}";
        if (text.Length != 4 || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var digits))
            return false;
        if (digits / 100 > 23 || digits % 100 > 59)
            return false;
        minutes = (digits / 100 * 60) + (digits % 100);
        return true;
    }
}

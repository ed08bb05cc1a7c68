using System.Globalization;
using System.Text;

namespace Waziup.Ngsi.Query;

/// <summary>Reads days and times of day (4.6.3); points in time are <see cref="Json.Instant"/>s.</summary>
internal static class TimeText
{
    private static readonly string[] Clocks = ["HH:mm:ss'Z'", "HH:mm:ss.FFFFFFF'Z'"];

    /// <summary><c>YYYY-MM-DD</c></summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateOnly day)
    {
        day = default;
        Span<char> chars = stackalloc char[10];
        return text.Length == 10 && Ascii.ToUtf16(text, chars, out _) == System.Buffers.OperationStatus.Done
            && DateOnly.TryParseExact(chars, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
    }

    /// <summary><c>hh:mm:ss[.f]Z</c> with up to seven digits of fraction, behind a dot or a comma.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out TimeOnly clock)
    {
        clock = default;
        Span<char> chars = stackalloc char[17];
        if (text.Length is < 9 or > 17 || Ascii.ToUtf16(text, chars, out var length) != System.Buffers.OperationStatus.Done)
            return false;
        if (text.Length > 9 && chars[8] == ',')
            chars[8] = '.';
        return TimeOnly.TryParseExact(chars[..length], Clocks, CultureInfo.InvariantCulture, DateTimeStyles.None, out clock);
    }
}

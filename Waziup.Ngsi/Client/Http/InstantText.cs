using System.Globalization;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Client.Http;

/// <summary>Reads instants, wherever they stand in an answer.</summary>
internal static class InstantText
{
    // What other brokers write besides: an offset, none, or a date.
    private static readonly string[] Others = ["yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd"];

    /// <summary>Reads an instant as the standard writes it (4.6.3), or with an offset; without one it is UTC.</summary>
    public static DateTimeOffset? Read(string? text)
    {
        if (text is null)
            return null;

        if (Instant.TryParse(text, out var instant))
            return instant.ToDateTimeOffset();

        return DateTimeOffset.TryParseExact(text, Others, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time : null;
    }
}

using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>A duration of ISO 8601: months and days are those of a calendar, the rest is exact.</summary>
/// <param name="Months">Whole months; a year is twelve.</param>
/// <param name="Days">Whole days; a week is seven.</param>
/// <param name="Micros">Microseconds beside them.</param>
internal readonly record struct Duration(int Months, int Days, long Micros)
{
    private const long Second = 1_000_000;
    private const long Day = 86_400 * Second;

    // A twelfth of 365.2425 days.
    private const long Month = 2_629_746 * Second;

    /// <summary>How long it is, with days of 24 hours and months of the mean length.</summary>
    public long Length => (Months * Month) + (Days * Day) + Micros;

    /// <summary>The same as a span of time; the longest one where it is longer.</summary>
    public TimeSpan Span => Length >= TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond ? TimeSpan.MaxValue : TimeSpan.FromMicroseconds(Length);

    /// <summary>The seconds that it has, with days of 24 hours and months of the mean length.</summary>
    public double Seconds => (double)Length / Second;

    /// <summary>Whether it is one of months alone, of days alone, or of a time alone.</summary>
    public bool IsOfOneKind => (Months > 0 ? 1 : 0) + (Days > 0 ? 1 : 0) + (Micros > 0 ? 1 : 0) == 1;

    /// <summary>A duration in seconds.</summary>
    public static Duration OfSeconds(double seconds) => new(0, 0, (long)(seconds * Second));

    /// <summary>Reads <c>PnYnMnDTnHnMnS</c> or <c>PnW</c>; the seconds may have a fraction.</summary>
    public static bool TryParse(string text, out Duration duration)
    {
        var isRead = Period.TryRead(text, out var months, out var days, out var micros);
        duration = new Duration(months, days, micros);
        return isRead;
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Query;

/// <summary>A duration of ISO 8601 that is repeated: months have the length that the calendar gives them.</summary>
/// <param name="Months">Whole months, a year is twelve.</param>
/// <param name="Rest">Microseconds beside them; a day has 24 hours.</param>
internal readonly partial record struct Period(int Months, long Rest)
{
    private const long Second = 1_000_000;
    private const long Day = 86_400 * Second;
    private const int MaxYears = 9999;

    private static readonly Instant First = Instant.Of(DateTimeOffset.MinValue);
    private static readonly Instant Last = Instant.Of(DateTimeOffset.MaxValue);

    // Where periods begin of which nobody says when: 2020 UTC.
    private static readonly Instant Usual = Instant.Of(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));

    // In which a year of 365.2425 days has twelve.
    private const double DaysOfMonth = 30.436875;

    /// <summary>How long it is, about.</summary>
    public double Days => (Months * DaysOfMonth) + ((double)Rest / Day);

    /// <summary>Whether it has no length.</summary>
    public bool IsZero => Months == 0 && Rest == 0;

    /// <summary>Reads what <see cref="TryRead"/> reads.</summary>
    public static bool TryParse(string text, out Period period)
    {
        var isRead = TryRead(text, out var months, out var days, out var micros);
        period = new Period(months, (days * Day) + micros);
        return isRead;
    }

    /// <summary>Reads <c>PnYnMnDTnHnMnS</c> or <c>PnW</c>; the seconds may have a fraction.</summary>
    /// <param name="text">The text.</param>
    /// <param name="months">Whole months, a year is twelve.</param>
    /// <param name="days">Whole days, a week is seven.</param>
    /// <param name="micros">Microseconds beside them.</param>
    public static bool TryRead(string text, out int months, out int days, out long micros)
    {
        (months, days, micros) = (0, 0, 0);
        var match = text.Length <= 64 ? Form().Match(text) : Match.Empty;
        // Something has to stand behind P, and behind T.
        if (!match.Success || text[^1] is 'P' or 'T')
            return false;
        var allMonths = (Number(match, "years") * 12) + Number(match, "months");
        var allDays = (Number(match, "weeks") * 7) + Number(match, "days");
        var seconds = (Number(match, "hours") * 3600) + (Number(match, "minutes") * 60) + Number(match, "seconds");
        if (allMonths > MaxYears * 12 || allDays > MaxYears * 366 || seconds > MaxYears * 366 * 86_400m)
            return false;
        (months, days, micros) = ((int)allMonths, (int)allDays, (long)(seconds * Second));
        return true;
    }

    /// <summary>In which of the periods that follow each other from 2020 on a time lies.</summary>
    public long IndexOf(Instant time) => IndexOf(time, Usual);

    /// <summary>When one of these begins.</summary>
    public Instant StartOf(long index) => StartOf(index, Usual);

    /// <summary>How many whole periods lie between an origin and a time; negative before it.</summary>
    public long IndexOf(Instant time, Instant origin)
    {
        // What lies beyond the years 1 and 9999 lies at their end.
        if (time < First || time > Last)
            return IndexOf(time < First ? First : Last, origin);
        var length = Rest + (long)(Months * DaysOfMonth * Day);
        var index = (long)Math.Floor((time.Micros - (double)origin.Micros) / length);
        while (StartOf(index, origin) > time)
            index--;
        while (StartOf(index + 1, origin) is var next && next <= time && next < Last)
            index++;
        return index;
    }

    /// <summary>When one has passed, or a longest time where that is earlier.</summary>
    public Instant EndFrom(Instant start, TimeSpan longest)
    {
        var (wanted, latest) = (StartOf(1, start), Instant.Of(start.ToDateTimeOffset() + longest));
        return wanted < latest ? wanted : latest;
    }

    /// <summary>When a period begins; what would lie beyond the years 1 and 9999 is their end.</summary>
    public Instant StartOf(long index, Instant origin)
    {
        var start = origin.ToDateTimeOffset();
        var months = (Int128)index * Months;
        var room = 12 * (months > 0 ? DateTimeOffset.MaxValue.Year - start.Year : start.Year - 1);
        if (Int128.Abs(months) > room)
            return months > 0 ? Last : First;
        var micros = (Int128)Instant.Of(start.AddMonths((int)months)).Micros + ((Int128)index * Rest);
        return micros > Last.Micros ? Last : micros < First.Micros ? First : new Instant((long)micros);
    }

    private static decimal Number(Match match, string group) =>
        match.Groups[group] is { Success: true, Value: var digits } ? decimal.Parse(digits, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        @"^P((?<weeks>\d{1,9})W|((?<years>\d{1,9})Y)?((?<months>\d{1,9})M)?((?<days>\d{1,9})D)?(?<time>T((?<hours>\d{1,9})H)?((?<minutes>\d{1,9})M)?((?<seconds>\d{1,9}(\.\d{1,6})?)S)?)?)\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}

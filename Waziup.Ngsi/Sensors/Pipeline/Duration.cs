using System.Globalization;
using System.Text.RegularExpressions;

namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>A duration of ISO 8601: months and days are those of a calendar, the rest is exact.</summary>
/// <param name="Months">Whole months; a year is twelve.</param>
/// <param name="Days">Whole days; a week is seven.</param>
/// <param name="Micros">Microseconds beside them.</param>
internal readonly partial record struct Duration(int Months, int Days, long Micros)
{
    private const long Second = 1_000_000;
    private const long Day = 86_400 * Second;
    private const long Month = 30 * Day;
    private const long MaxDays = 366 * 1000;

    /// <summary>How long it is, with days of 24 hours and months of 30 days.</summary>
    public long Length => (Months * Month) + (Days * Day) + Micros;

    /// <summary>The seconds that it has, with days of 24 hours and months of 30 days.</summary>
    public double Seconds => (double)Length / Second;

    /// <summary>Whether it is one of months alone, of days alone, or of a time alone.</summary>
    public bool IsOfOneKind => (Months > 0 ? 1 : 0) + (Days > 0 ? 1 : 0) + (Micros > 0 ? 1 : 0) == 1;

    /// <summary>A duration in seconds.</summary>
    public static Duration OfSeconds(double seconds) => new(0, 0, (long)(seconds * Second));

    /// <summary>Reads <c>PnYnMnDTnHnMnS</c> or <c>PnW</c>; the seconds may have a fraction.</summary>
    public static bool TryParse(string text, out Duration duration)
    {
        duration = default;
        var match = text.Length <= 64 ? Form().Match(text) : Match.Empty;
        // Something has to stand behind P, and behind T.
        if (!match.Success || text[^1] is 'P' or 'T')
            return false;
        var months = (Number(match, "years") * 12) + Number(match, "months");
        var days = (Number(match, "weeks") * 7) + Number(match, "days");
        var seconds = (Number(match, "hours") * 3600) + (Number(match, "minutes") * 60) + Number(match, "seconds");
        if (months > 12_000 || days > MaxDays || seconds > MaxDays * 86_400)
            return false;
        duration = new Duration((int)months, (int)days, (long)(seconds * Second));
        return true;
    }

    private static decimal Number(Match match, string group) =>
        match.Groups[group] is { Success: true, Value: var digits } ? decimal.Parse(digits, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        @"^P((?<weeks>\d{1,6})W|((?<years>\d{1,6})Y)?((?<months>\d{1,6})M)?((?<days>\d{1,6})D)?(?<time>T((?<hours>\d{1,9})H)?((?<minutes>\d{1,9})M)?((?<seconds>\d{1,9}(\.\d{1,6})?)S)?)?)\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}

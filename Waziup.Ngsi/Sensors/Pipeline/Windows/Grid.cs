using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Windows;

/// <summary>Windows that follow each other without end: by the clock, or by the days, weeks and months of a time zone.</summary>
/// <param name="Size">Of one kind: months, days or a time. Whole weeks begin on Monday, months are counted from January.</param>
/// <param name="Offset">How many microseconds later each begins.</param>
/// <param name="Zone">Whose days they are; windows of a time do not depend on it.</param>
internal sealed record Grid(Duration Size, long Offset, TimeZoneInfo Zone)
{
    private const long Day = 86_400_000_000;

    // 1969-12-29, three days before the first day, was a Monday.
    private const int Monday = -3;

    /// <summary>Reads a size, offset and zone.</summary>
    public static Grid Read(StepReader step, string size)
    {
        var duration = step.Duration(size);
        if (!duration.IsOfOneKind)
            throw step.Fault(size, "has to be one of months, of days or of a time, not mixed");
        var name = step.OptionalText("zone") ?? "UTC";
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? new Grid(duration, step.OptionalMicros("offset", 0) ?? 0, zone)
            : throw step.Fault("zone", $"'{name}' is no time zone that is known here");
    }

    /// <summary>In which window a time lies.</summary>
    public long IndexOf(Instant time)
    {
        if (Size.Micros > 0)
            return Floor(time.Micros - Offset, Size.Micros);
        var local = TimeZoneInfo.ConvertTime(time.ToDateTimeOffset(), Zone).DateTime.AddMicroseconds(-Offset);
        var index = Size.Days > 0 ? Floor(Floor((local - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, Day) - FirstDay, Size.Days)
            : Floor((local.Year * 12) + local.Month - 1, Size.Months);
        // Where clocks are turned, a local time is not the whole truth.
        while (StartOf(index) > time)
            index--;
        while (StartOf(index + 1) <= time)
            index++;
        return index;
    }

    /// <summary>When a window begins.</summary>
    public Instant StartOf(long index)
    {
        if (Size.Micros > 0)
            return new Instant((index * Size.Micros) + Offset);
        var months = index * Size.Months;
        var date = Size.Days > 0 ? DateTime.UnixEpoch.AddDays((index * Size.Days) + FirstDay) : new DateTime((int)(months / 12), (int)(months % 12) + 1, 1);
        return At(DateTime.SpecifyKind(date.AddMicroseconds(Offset), DateTimeKind.Unspecified));
    }

    /// <summary>A time by the calendar of the zone, some duration later.</summary>
    public Instant After(Instant start, Duration duration)
    {
        if (duration is { Months: 0, Days: 0 })
            return new Instant(start.Micros + duration.Micros);
        var local = TimeZoneInfo.ConvertTime(start.ToDateTimeOffset(), Zone).DateTime;
        return At(local.AddMonths(duration.Months).AddDays(duration.Days).AddMicroseconds(duration.Micros));
    }

    private int FirstDay => Size.Days % 7 == 0 ? Monday : 0;

    // A local time that is skipped is the first one behind it that is there as much later; of two with one name it is the earlier.
    private Instant At(DateTime local)
    {
        var offset = Zone.IsInvalidTime(local) ? Zone.GetUtcOffset(local.AddHours(-3))
            : Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return Instant.Of(new DateTimeOffset(DateTime.SpecifyKind(local - offset, DateTimeKind.Utc)));
    }

    private static long Floor(long value, long by) => (value / by) - (value % by < 0 ? 1 : 0);
}

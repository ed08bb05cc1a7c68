using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Disclosing;

/// <summary>A division of time into parts of one length, the same for everybody: a day of UTC is whole parts, or a part is whole days from a Monday, a month or a year.</summary>
/// <param name="Text">The length in ISO 8601.</param>
/// <param name="Length">The same.</param>
internal sealed record AlignedPeriod(string Text, Period Length)
{
    private const long Minute = 60_000_000;
    private const long Day = 1440 * Minute;

    private static readonly Instant FirstMonday = Instant.Of(new DateTimeOffset(1970, 1, 5, 0, 0, 0, TimeSpan.Zero));
    private static readonly Instant FirstYear = Instant.Of(DateTimeOffset.UnixEpoch);

    private Instant Origin => Length.Months > 0 ? FirstYear : FirstMonday;

    /// <summary>How long a part is, about.</summary>
    public double Days => Length.Days;

    /// <summary>Reads a length of at least a minute.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out AlignedPeriod? period)
    {
        var isOne = Period.TryParse(text, out var length) && length switch
        {
            { Months: 0, Rest: >= Minute and <= Day } => Day % length.Rest == 0,
            { Months: 0, Rest: > Day } => length.Rest % Day == 0,
            _ => length is { Months: 1 or 12, Rest: 0 },
        };
        period = isOne ? new AlignedPeriod(text, length) : null;
        return isOne;
    }

    /// <exception cref="ArgumentException">It is none.</exception>
    public static AlignedPeriod Parse(string text) =>
        TryParse(text, out var period) ? period : throw new ArgumentException("it divides a day, from PT1M, or is whole days, P1M or P1Y", nameof(text));

    /// <summary>Which part a time lies in.</summary>
    public long IndexOf(Instant time) => Length.IndexOf(time, Origin);

    /// <summary>The first part that does not begin before a time.</summary>
    public long FirstFrom(Instant time) => IndexOf(time) is var index && StartOf(index) < time ? index + 1 : index;

    /// <summary>When a part begins.</summary>
    public Instant StartOf(long index) => Length.StartOf(index, Origin);

    /// <summary>When the part begins in which a time lies.</summary>
    public Instant StartOf(Instant time) => StartOf(IndexOf(time));

    /// <summary>Whether the part is over in which a time lies; never of no time.</summary>
    public bool IsOver(Instant time, Instant now) => !time.IsNone && StartOf(IndexOf(time) + 1) <= now;

    /// <summary>
    /// Which state of a part something belongs to that came when it was over: what came before the end of as many parts after it, 1, 2, 4, 8 …, has passed. So what
    /// is told of a part changes seldom, and less often with time.
    /// </summary>
    public int GenerationOf(long index, Instant came) => IndexOf(came) - index - 1 is > 0 and var late ? BitOperations.Log2((ulong)late) + 1 : 0;

    /// <summary>With the beginning of which part a state of one is complete.</summary>
    public static long CompleteWith(long index, int generation) => index + 1 + (1L << generation);

    /// <summary>Whether a longer period that begins with a part is made of whole parts.</summary>
    public bool Fills(Period asked) => Length.Months > 0
        ? asked.Rest == 0 && asked.Months > 0 && asked.Months % Length.Months == 0
        : asked.Rest % Length.Rest == 0 && (asked.Months == 0 || Day % Length.Rest == 0);
}

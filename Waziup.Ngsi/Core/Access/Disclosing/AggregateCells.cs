using System.Collections.Immutable;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Disclosing;

/// <summary>Discloses numbers as what methods make of all that were observed in a cell of time, and nothing of any single one.</summary>
/// <remarks>
/// <para>Cells are aligned to UTC, so that windows that overlap cannot be taken from each other. What comes late is told once enough of it has come: first
/// after one more cell, then after two, four, eight. Numbers and booleans count, of instances with an observedAt.</para>
/// <para><b>Not</b> hidden by it: edits and deletions of single instances show as differences; a signal that does not change is told by its mean.</para>
/// <para>Immutable and thread-safe.</para>
/// </remarks>
public sealed record AggregateCells
{
    /// <summary>How many readings a cell has at least, where nothing is said.</summary>
    public const int DefaultMinSamples = 10;

    private const long Minute = 60_000_000;
    private const long Day = 1440 * Minute;

    private static readonly Instant FirstMonday = Instant.Of(new DateTimeOffset(1970, 1, 5, 0, 0, 0, TimeSpan.Zero));
    private static readonly Instant FirstYear = Instant.Of(DateTimeOffset.UnixEpoch);

    private readonly Period _length;
    private readonly ImmutableArray<AggregateMethod> _methods = [AggregateMethod.Avg, AggregateMethod.TotalCount];

    /// <param name="period">The length of a cell, see <see cref="IsPeriod"/>.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public AggregateCells(string period) =>
        (Period, _length) = TryParse(period, out var length) ? (period, length) : throw new ArgumentException("cells divide a day, or are whole days, P1M or P1Y", nameof(period));

    /// <summary>The length of a cell, in ISO 8601.</summary>
    public string Period { get; }

    /// <summary>How many readings a cell has at least, and how many more before it is told anew; 2 or more.</summary>
    public int MinSamples { get; init; } = DefaultMinSamples;

    /// <summary>What may be asked for: names of methods (4.5.19). Extremes are single readings; how many were different cannot be put together of cells.</summary>
    /// <exception cref="ArgumentException">One is unknown, or distinctCount.</exception>
    public ImmutableArray<string> Methods
    {
        get => [.. _methods.Select(Aggregation.NameOf)];
        init => _methods = [.. value.Select(name => IsMethod(name, out var method) ? method : throw new ArgumentException($"'{name}' is not offered of cells", nameof(value))).Distinct().Order()];
    }

    /// <summary>Whether cells may be so long: at least a minute and so long that a day is a multiple, whole days, P1M or P1Y.</summary>
    public static bool IsPeriod(string period) => TryParse(period, out _);

    /// <summary>Whether a method may be offered.</summary>
    public static bool IsMethod(string method) => IsMethod(method, out _);

    internal Period Length => _length;

    private Instant Origin => _length.Months > 0 ? FirstYear : FirstMonday;

    internal bool Offers(AggregateMethod method) => _methods.Contains(method);

    /// <summary>Which cell a time lies in.</summary>
    internal long IndexOf(Instant time) => _length.IndexOf(time, Origin);

    /// <summary>When a cell begins.</summary>
    internal Instant StartOf(long index) => _length.StartOf(index, Origin);

    /// <summary>Whether a longer period that begins with a cell is made of whole cells.</summary>
    internal bool Fills(Period asked) => _length.Months > 0
        ? asked.Rest == 0 && asked.Months > 0 && asked.Months % _length.Months == 0
        : asked.Rest % _length.Rest == 0 && (asked.Months == 0 || Day % _length.Rest == 0);

    /// <summary>More than 0 where the other one is the more open.</summary>
    internal int OrderTo(AggregateCells other)
    {
        if (LengthInDays(_length) != LengthInDays(other._length))
            return LengthInDays(_length).CompareTo(LengthInDays(other._length));
        return MinSamples != other.MinSamples ? MinSamples.CompareTo(other.MinSamples) : other._methods.Length.CompareTo(_methods.Length);
    }

    /// <summary>What tells no more than this one, and no more than a limit.</summary>
    internal AggregateCells Capped(AggregateCells limit)
    {
        var longer = LengthInDays(limit._length) > LengthInDays(_length) ? limit : this;
        return new AggregateCells(longer.Period)
        {
            MinSamples = Math.Max(MinSamples, limit.MinSamples),
            Methods = [.. Methods.Intersect(limit.Methods)],
        };
    }

    private static bool IsMethod(string name, out AggregateMethod method) => Aggregation.TryMethod(name, out method) && method != AggregateMethod.DistinctCount;

    private static double LengthInDays(Period period) => (period.Months * 30.436875) + ((double)period.Rest / Day);

    private static bool TryParse(string text, out Period period) => Query.Period.TryParse(text, out period) && period switch
    {
        { Months: 0, Rest: >= Minute and <= Day } => Day % period.Rest == 0,
        { Months: 0, Rest: > Day } => period.Rest % Day == 0,
        _ => period is { Months: 1 or 12, Rest: 0 },
    };
}

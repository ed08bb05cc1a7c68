using System.Collections.Immutable;
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

    private readonly ImmutableArray<AggregateMethod> _methods = [AggregateMethod.Avg, AggregateMethod.TotalCount];

    /// <param name="period">The length of a cell: a day is a multiple of it, or whole days, P1M or P1Y.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public AggregateCells(string period) => Division = AlignedPeriod.Parse(period);

    /// <summary>The length of a cell, in ISO 8601.</summary>
    public string Period => Division.Text;

    /// <summary>How many readings a cell has at least, and how many more before it is told anew; 2 or more.</summary>
    public int MinSamples { get; init; } = DefaultMinSamples;

    /// <summary>What may be asked for: names of methods (4.5.19). Extremes are single readings; how many were different cannot be put together of cells.</summary>
    /// <exception cref="ArgumentException">One is unknown, or distinctCount.</exception>
    public ImmutableArray<string> Methods
    {
        get => [.. _methods.Select(Aggregation.NameOf)];
        init => _methods = [.. value.Select(name => IsMethod(name, out var method) ? method : throw new ArgumentException($"'{name}' is not offered of cells", nameof(value))).Distinct().Order()];
    }

    /// <summary>Whether a method may be offered.</summary>
    public static bool IsMethod(string method) => IsMethod(method, out _);

    /// <summary>The cells.</summary>
    internal AlignedPeriod Division { get; }

    internal bool Offers(AggregateMethod method) => _methods.Contains(method);

    /// <summary>More than 0 where the other one is the more open.</summary>
    internal int OrderTo(AggregateCells other) => Division.Days != other.Division.Days ? Division.Days.CompareTo(other.Division.Days)
        : MinSamples != other.MinSamples ? MinSamples.CompareTo(other.MinSamples) : other._methods.Length.CompareTo(_methods.Length);

    /// <summary>What tells no more than this one, and no more than a limit.</summary>
    internal AggregateCells Capped(AggregateCells limit) => new(limit.Division.Days > Division.Days ? limit.Period : Period)
    {
        MinSamples = Math.Max(MinSamples, limit.MinSamples),
        Methods = [.. Methods.Intersect(limit.Methods)],
    };

    private static bool IsMethod(string name, out AggregateMethod method) => Aggregation.TryMethod(name, out method) && method != AggregateMethod.DistinctCount;
}

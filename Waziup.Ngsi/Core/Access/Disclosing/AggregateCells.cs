using System.Collections.Immutable;
using Waziup.Ngsi.Access.Noise;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Disclosing;

/// <summary>Discloses numbers as what methods make of all that were observed in a cell of time, and nothing of any single one.</summary>
/// <remarks>
/// <para>Cells are aligned to UTC, so that windows that overlap cannot be taken from each other. What comes late is told once enough of it has come: first
/// after one more cell, then after two, four, eight. Numbers and booleans count, of instances with an observedAt.</para>
/// <para>Policies may have noise added to sums, see <see cref="NoisyMean"/>, with a budget of how much of it is told.</para>
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

    /// <summary>Between which values numbers are taken to lie; null for any. It is needed where there is noise.</summary>
    public (decimal Lowest, decimal Highest)? Clamp { get; init; }

    /// <summary>Whether a method may be offered.</summary>
    public static bool IsMethod(string method) => IsMethod(method, out _);

    /// <summary>The cells.</summary>
    internal AlignedPeriod Division { get; }

    /// <summary>How much an answer may tell, in thousandths; 0 where there is no noise.</summary>
    internal int Epsilon { get; init; }

    /// <summary>Where values lie to which noise is added; null where it cannot be.</summary>
    internal Lattice? Lattice => Clamp is { } clamp ? Lattice.Between(clamp.Lowest, clamp.Highest) : null;

    /// <summary>How much may be told together; null for any.</summary>
    internal NoiseBudget? Budget { get; init; }

    /// <summary>Makes the noise; null where there is none, or in a policy, which is for nobody yet.</summary>
    internal NoisyMean? Noise { get; init; }

    /// <summary>Whether it has what it needs.</summary>
    internal bool IsComplete => MinSamples >= 2 && Epsilon > 0 == Noise is not null;

    internal bool Offers(AggregateMethod method) => _methods.Contains(method);

    /// <summary>More than 0 where the other one is the more open.</summary>
    internal int OrderTo(AggregateCells other)
    {
        var order = Division.Days.CompareTo(other.Division.Days);
        if (order == 0)
            order = MinSamples.CompareTo(other.MinSamples);
        if (order == 0)
            order = other._methods.Length.CompareTo(_methods.Length);
        if (order == 0)
            order = TellsUpTo(other).CompareTo(TellsUpTo(this));
        if (order == 0)
            order = TellsPerDay(other).CompareTo(TellsPerDay(this));
        if (order == 0)
            order = (Clamp is not null).CompareTo(other.Clamp is not null);
        return order != 0 ? order : string.CompareOrdinal(Noise?.Audience, other.Noise?.Audience);
    }

    /// <summary>What tells no more than this one, and no more than a limit.</summary>
    internal AggregateCells Capped(AggregateCells limit)
    {
        var noisy = TellsUpTo(limit) < TellsUpTo(this) ? limit : this;
        return new AggregateCells(limit.Division.Days > Division.Days ? limit.Period : Period)
        {
            MinSamples = Math.Max(MinSamples, limit.MinSamples),
            Methods = [.. Methods.Intersect(limit.Methods).Where(name => noisy.Epsilon == 0 || IsNoisy(name))],
            Clamp = noisy.Clamp ?? limit.Clamp ?? Clamp,
            Epsilon = noisy.Epsilon,
            Noise = noisy.Noise,
            // What the one has of it the other has to keep to.
            Budget = noisy.Epsilon == 0 ? null : TellsPerDay(limit) < TellsPerDay(this) ? limit.Budget : Budget,
        };
    }

    /// <summary>Whether a method can have noise.</summary>
    internal static bool IsNoisy(string method) => method is "avg" or "sum" or "totalCount";

    private static int TellsUpTo(AggregateCells cells) => cells.Epsilon == 0 ? int.MaxValue : cells.Epsilon;

    private static double TellsPerDay(AggregateCells cells) => cells.Budget is { } budget ? budget.Epsilon / budget.Per.Days : double.PositiveInfinity;

    private static bool IsMethod(string name, out AggregateMethod method) => Aggregation.TryMethod(name, out method) && method != AggregateMethod.DistinctCount;
}

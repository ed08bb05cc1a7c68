using System.Collections.Immutable;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>How values of a period become one (4.5.19).</summary>
internal enum AggregateMethod : byte
{
    TotalCount,
    DistinctCount,
    Sum,
    Avg,
    Min,
    Max,
    Stddev,
    Sumsq,
}

/// <summary>What is to be made of the values of attributes (4.5.19).</summary>
/// <param name="Methods">In the order in which they were named.</param>
/// <param name="Period">For how long each value stands; null for one over everything.</param>
internal sealed record Aggregation(ImmutableArray<AggregateMethod> Methods, Period? Period)
{
    private static readonly string[] Names = ["totalCount", "distinctCount", "sum", "avg", "min", "max", "stddev", "sumsq"];

    /// <summary>Whether sums tell all that is wanted of numbers: they do not tell which were different, or how far they lie from their mean.</summary>
    public bool IsOfSums => !Methods.Contains(AggregateMethod.DistinctCount) && !Methods.Contains(AggregateMethod.Stddev);

    /// <summary>Reads aggrMethods and aggrPeriodDuration.</summary>
    /// <exception cref="NgsiLdException">BadRequestData that names the one that is wrong.</exception>
    public static Aggregation Parse(string? methods, string? duration)
    {
        if (methods is null)
            throw NgsiLdErrors.Bad("aggregatedValues needs aggrMethods");
        var parsed = methods.Split(',', StringSplitOptions.TrimEntries).Select(Method).Distinct().ToImmutableArray();
        if (duration is null)
            return new Aggregation(parsed, null);
        if (!Query.Period.TryParse(duration, out var period))
            throw NgsiLdErrors.Bad("aggrPeriodDuration is a duration of ISO 8601 such as PT1H, P1D, P1M or P2W");
        return new Aggregation(parsed, period.IsZero ? null : period);
    }

    /// <summary>The name of a method.</summary>
    public static string NameOf(AggregateMethod method) => Names[(int)method];

    /// <summary>The method with a name.</summary>
    public static bool TryMethod(string name, out AggregateMethod method)
    {
        var at = Array.IndexOf(Names, name);
        method = (AggregateMethod)Math.Max(0, at);
        return at >= 0;
    }

    private static AggregateMethod Method(string name) =>
        TryMethod(name, out var method) ? method : throw NgsiLdErrors.Bad($"aggrMethods: '{name}' is none of {string.Join(", ", Names)}");
}

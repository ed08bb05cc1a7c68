using System.Runtime.InteropServices;

namespace Waziup.Ngsi.Sqlite;

/// <summary>What the numbers of an attribute and dataset come to in a period.</summary>
internal struct PeriodSum
{
    public long Period;
    public long Count;
    public double Sum;
    public double Squares;
    public double Least;
    public double Greatest;
    public long First;
    public long Last;
}

/// <summary>The sums of an attribute and dataset, period after period.</summary>
/// <param name="attribute">The number of the attribute's name.</param>
/// <param name="dataset">The number of the datasetId; 0 for none.</param>
internal sealed class SumSeries(long attribute, long dataset)
{
    private readonly List<PeriodSum> _periods = [];

    public long Attribute => attribute;

    public long Dataset => dataset;

    public IReadOnlyList<PeriodSum> Periods => _periods;

    /// <summary>When the open period ends.</summary>
    public long Ends { get; private set; } = long.MinValue;

    /// <summary>Begins the period in which a time lies.</summary>
    public void Begin(long from, long length, long at)
    {
        var period = length == 0 ? 0 : (at - from) / length;
        Ends = length == 0 ? long.MaxValue : (long)Int128.Min(long.MaxValue, from + ((period + (Int128)1) * length));
        _periods.Add(new PeriodSum { Period = period, First = at, Least = double.PositiveInfinity, Greatest = double.NegativeInfinity });
    }

    /// <summary>Adds a number to the open period.</summary>
    public void Add(long at, double number)
    {
        ref var open = ref CollectionsMarshal.AsSpan(_periods)[^1];
        open.Count++;
        open.Sum += number;
        open.Squares += number * number;
        open.Least = Math.Min(open.Least, number);
        open.Greatest = Math.Max(open.Greatest, number);
        open.Last = at;
    }
}

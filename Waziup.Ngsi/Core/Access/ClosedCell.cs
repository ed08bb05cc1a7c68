using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access;

/// <summary>The numbers of one cell, by when they came.</summary>
/// <remarks>
/// What is told differs from what was told before by as many readings as a cell has at least: the generation g has what came before the end of the cell and 2^g
/// times its length after it, and it is told when that time has passed and it has so many more than the one that was told last.
/// </remarks>
internal sealed class ClosedCell(AggregateCells cells, long index)
{
    private readonly SortedList<int, (Accumulator Values, long Count)> _generations = [];

    private readonly long _length = cells.Division.StartOf(index + 1).Micros - cells.Division.StartOf(index).Micros;

    public long Index => index;

    private Instant End => cells.Division.StartOf(index + 1);

    /// <summary>Takes a number.</summary>
    public void Add(Instant createdAt, double number)
    {
        var generation = 0;
        while (generation < 62 && createdAt.Micros - End.Micros >= Settled(generation))
            generation++;
        var (values, count) = _generations.GetValueOrDefault(generation);
        values ??= new Accumulator(distinct: false);
        values.AddNumber(number);
        _generations[generation] = (values, count + 1);
    }

    /// <summary>What is told of it now; null where that is nothing yet.</summary>
    public Accumulator? At(Instant now)
    {
        var (told, gathered, last) = ((Accumulator?)null, new Accumulator(distinct: false), 0L);
        var count = 0L;
        foreach (var (generation, (values, more)) in _generations)
        {
            if (now.Micros - End.Micros < Settled(generation))
                break;
            gathered.Add(values);
            count += more;
            if (count - last < cells.MinSamples)
                continue;
            (told, last) = (gathered, count);
            gathered = new Accumulator(distinct: false);
            gathered.Add(told);
        }
        return told;
    }

    /// <summary>How long after the end a generation is complete.</summary>
    private long Settled(int generation) => _length > long.MaxValue >> generation ? long.MaxValue : _length << generation;
}

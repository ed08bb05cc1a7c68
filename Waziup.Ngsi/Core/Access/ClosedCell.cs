using System.Globalization;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Access.Noise;
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
    private readonly SortedList<int, (Accumulator Values, long Count, Int128 Points)> _generations = [];

    private readonly long _length = cells.Division.StartOf(index + 1).Micros - cells.Division.StartOf(index).Micros;

    public long Index => index;

    private Instant End => cells.Division.StartOf(index + 1);

    /// <summary>Takes a number.</summary>
    public void Add(Instant createdAt, double number, ReadOnlySpan<byte> json)
    {
        var generation = 0;
        while (generation < 62 && createdAt.Micros - End.Micros >= Settled(generation))
            generation++;
        var (values, count, points) = _generations.GetValueOrDefault(generation);
        values ??= new Accumulator(distinct: false);
        values.AddNumber(cells.Clamp is { } clamp ? Math.Clamp(number, (double)clamp.Lowest, (double)clamp.Highest) : number);
        _generations[generation] = (values, count + 1, points + (cells.Noise is null ? 0 : PointOf(cells.Noise.Lattice, number, json)));
    }

    /// <summary>What is told of it now; null where that is nothing yet.</summary>
    public ToldCell? At(Instant now)
    {
        var (told, gathered) = ((ToldCell?)null, new Accumulator(distinct: false));
        var (count, points) = (0L, Int128.Zero);
        foreach (var (generation, (values, more, where)) in _generations)
        {
            if (now.Micros - End.Micros < Settled(generation))
                break;
            gathered.Add(values);
            (count, points) = (count + more, points + where);
            if (count - (told?.Answer.Count ?? 0) < cells.MinSamples)
                continue;
            told = new ToldCell(index, gathered, new NoisyCell(cells.Division.StartOf(index), generation, points, count));
            gathered = new Accumulator(distinct: false);
            gathered.Add(told.Values);
        }
        return told;
    }

    private static int PointOf(Lattice lattice, double number, ReadOnlySpan<byte> json) =>
        json[0] is (byte)'t' or (byte)'f' ? lattice.IndexOf((decimal)number) : lattice.IndexOf(json);

    /// <summary>How long after the end a generation is complete.</summary>
    private long Settled(int generation) => _length > long.MaxValue >> generation ? long.MaxValue : _length << generation;
}

/// <summary>What is told of a cell.</summary>
/// <param name="Index">Which one.</param>
/// <param name="Values">Its numbers.</param>
/// <param name="Answer">The same, for noise and what it costs.</param>
internal sealed record ToldCell(long Index, Accumulator Values, NoisyCell Answer);

using System.Globalization;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Access.Noise;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access;

/// <summary>The numbers of one cell, by when they came.</summary>
/// <remarks>
/// What is told differs from what was told before by as many readings as a cell has at least: a generation (<see cref="AlignedPeriod.GenerationOf"/>) is told when it
/// is complete and has so many more than the one that was told last.
/// </remarks>
internal sealed class ClosedCell(AggregateCells cells, long index)
{
    private readonly SortedList<int, (Accumulator Values, long Count, Int128 Points)> _generations = [];

    public long Index => index;

    /// <summary>Takes a number.</summary>
    public void Add(Instant createdAt, double number, ReadOnlySpan<byte> json)
    {
        var generation = cells.Division.GenerationOf(index, createdAt);
        var (values, count, points) = _generations.GetValueOrDefault(generation);
        values ??= new Accumulator(distinct: false);
        values.AddNumber(cells.Clamp is { } clamp ? Math.Clamp(number, (double)clamp.Lowest, (double)clamp.Highest) : number);
        _generations[generation] = (values, count + 1, points + (cells.Noise is null ? 0 : PointOf(cells.Noise.Lattice, number, json)));
    }

    /// <summary>What is told of it now; null where that is nothing yet.</summary>
    public ToldCell? At(Instant now)
    {
        var (told, gathered) = ((ToldCell?)null, new Accumulator(distinct: false));
        var (count, points, newest) = (0L, Int128.Zero, cells.Division.IndexOf(now));
        foreach (var (generation, (values, more, where)) in _generations)
        {
            if (newest < AlignedPeriod.CompleteWith(index, generation))
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
}

/// <summary>What is told of a cell.</summary>
/// <param name="Index">Which one.</param>
/// <param name="Values">Its numbers.</param>
/// <param name="Answer">The same, for noise and what it costs.</param>
internal sealed record ToldCell(long Index, Accumulator Values, NoisyCell Answer);

using System.Collections.Immutable;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Access.Noise;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access;

/// <summary>What is told of an attribute with one datasetId by whole cells alone. It is filled row by row, the oldest first.</summary>
/// <param name="entity">The id of the entity, as it is stored.</param>
/// <param name="name">The expanded name.</param>
/// <param name="dataset">The datasetId; null for none.</param>
/// <param name="cells">The cells.</param>
/// <param name="window">What was asked for: cells that lie wholly in it are told.</param>
/// <param name="now">When that is.</param>
internal sealed class ClosedCells(EntityId entity, string name, string? dataset, AggregateCells cells, Window window, Instant now)
{
    private readonly List<ToldCell> _told = [];
    private readonly long _first = window.From.IsNone ? long.MinValue : cells.Division.FirstFrom(window.From);
    private ClosedCell? _open;

    /// <summary>Whether anything is told of it.</summary>
    public bool HasAny => _told.Count > 0;

    /// <summary>Whose cells they are.</summary>
    public NoisySeries Series => new(entity.Value, name, dataset);

    /// <summary>How the cells are.</summary>
    public AggregateCells Form => cells;

    /// <summary>What it costs to tell them.</summary>
    public IReadOnlyList<NoisyCell> Answers => [.. _told.Select(cell => cell.Answer)];

    /// <summary>Keeps back what may not be told now.</summary>
    /// <param name="mayBeTold">For each of <see cref="Answers"/>.</param>
    public void Withhold(ImmutableArray<bool> mayBeTold)
    {
        for (var i = mayBeTold.Length - 1; i >= 0; i--)
        {
            if (!mayBeTold[i])
                _told.RemoveAt(i);
        }
    }

    /// <summary>Refuses where something is told: that there is something which is not must not be told.</summary>
    /// <exception cref="NgsiLdException">BadRequestData for periods that are not made of cells.</exception>
    public void Check(Aggregation aggregation)
    {
        if (aggregation.Period is { } asked && !cells.Division.Fills(asked))
            throw NgsiLdErrors.Bad("aggrPeriodDuration: what is told here is told for longer periods, and for multiples of them");
    }

    /// <summary>Takes an instance; what is no number, and was not observed, does not count.</summary>
    /// <param name="row">The instance as it is stored.</param>
    /// <param name="isIn">Whether what was at a time is wanted; a cell is by its end.</param>
    public void Add(HistoryRow row, Func<Instant, bool> isIn)
    {
        if (!row.IsObserved || row.IsDeletion || NumberOf(row) is not { } number)
            return;
        var index = _open?.Index is { } open && row.At >= cells.Division.StartOf(open) && row.At < cells.Division.StartOf(open + 1) ? open : cells.Division.IndexOf(row.At);
        if (index < _first || (!window.To.IsNone && cells.Division.StartOf(index + 1) > window.To) || !isIn(cells.Division.StartOf(index + 1)))
            return;
        if (_open?.Index != index)
        {
            Close();
            _open = new ClosedCell(cells, index);
        }
        _open.Add(row.CreatedAt, number, row.Value);
    }

    /// <summary>What methods make of the cells, each period of whole ones; null for nothing.</summary>
    /// <exception cref="NgsiLdException">BadRequestData for periods that are not made of cells.</exception>
    public AggregatedSeries? ToSeries(Aggregation aggregation)
    {
        if (_told is not [{ Index: var first }, ..] || !aggregation.Methods.Any(cells.Offers))
            return null;
        Check(aggregation);
        var origin = cells.Division.StartOf(_first == long.MinValue ? first : _first);
        var series = new AggregatedSeries(name, dataset, AttributeKind.Property)
        {
            Cells = cells,
            Origin = origin,
            End = cells.Division.StartOf(_told[^1].Index + 1),
        };
        foreach (var period in _told.GroupBy(cell => aggregation.Period?.IndexOf(cells.Division.StartOf(cell.Index), origin) ?? 0))
        {
            var values = new Accumulator(distinct: false);
            foreach (var cell in period)
                values.Add(Noisy(cell));
            series.Begin(period.Key, values, default);
        }
        return series;
    }

    private Accumulator Noisy(ToldCell cell)
    {
        if (cells.Noise is null)
            return cell.Values;
        var answer = cells.Noise.Of(Series, cell.Answer);
        var values = new Accumulator(distinct: false);
        values.AddSums(answer.Count, (double)(answer.Average * answer.Count), 0, 0, 0);
        return values;
    }

    /// <summary>No more rows come.</summary>
    public void Close()
    {
        if (_open?.At(now) is { } told)
            _told.Add(told);
        _open = null;
    }

    private static double? NumberOf(HistoryRow row) => row.Number is var number && double.IsFinite(number) ? number
        : row.Kind != AttributeKind.Property ? null : row.Value is [(byte)'t', ..] ? 1 : row.Value is [(byte)'f', ..] ? 0 : null;
}

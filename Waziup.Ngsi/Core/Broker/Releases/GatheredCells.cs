using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Access.Policies.Releases;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Releases;

/// <summary>The readings of some cells, by groups and units.</summary>
/// <remarks>
/// A cell is published once, and what it is made of depends on when readings came and not on when it is looked at: the generation g has what came before 2^g
/// periods after its end had passed, and the first one that has enough is published.
/// </remarks>
internal sealed class GatheredCells(Release release)
{
    /// <summary>The last generation; what comes later than it is not looked at any more.</summary>
    public const int LastGeneration = 8;

    private readonly SortedDictionary<(long Index, string Group), Dictionary<(string Unit, int Generation), (double Sum, int Count)>> _cells =
        new(Comparer<(long Index, string Group)>.Create((one, other) => one.Index.CompareTo(other.Index) is var order and not 0 ? order : string.CompareOrdinal(one.Group, other.Group)));

    private readonly Dictionary<string, ReleaseGroup> _groups = new(StringComparer.Ordinal);

    /// <summary>The groups that have readings.</summary>
    public IEnumerable<ReleaseGroup> Groups => _groups.Values;

    /// <summary>Takes a reading of a source; what is no number, or in another unit, does not count.</summary>
    public void Add(ReleaseSource source, HistoryRow row)
    {
        if (!row.IsObserved || row.IsDeletion || row.DatasetId is not null || !double.IsFinite(row.Number) || !IsInUnit(row.Body.Span))
            return;
        var index = release.Period.IndexOf(row.At);
        var generation = release.Period.GenerationOf(index, row.CreatedAt);
        if (generation > LastGeneration)
            return;
        foreach (var group in source.Groups)
        {
            _groups[group.Name] = group;
            if (!_cells.TryGetValue((index, group.Name), out var units))
                _cells[(index, group.Name)] = units = [];
            var (sum, count) = units.GetValueOrDefault((source.Unit, generation));
            units[(source.Unit, generation)] = (sum + row.Number, count + 1);
        }
    }

    /// <summary>What may be published, in the order of time; what has too few units or readings is not among it.</summary>
    /// <param name="newest">The cell that has begun last.</param>
    public IEnumerable<(ReleaseGroup Group, long Index, double Mean)> At(long newest)
    {
        foreach (var ((index, group), units) in _cells)
        {
            if (MeanOf(index, units, newest) is { } mean)
                yield return (_groups[group], index, mean);
        }
    }

    private double? MeanOf(long index, Dictionary<(string Unit, int Generation), (double Sum, int Count)> readings, long newest)
    {
        var units = new SortedDictionary<string, (double Sum, int Count)>(StringComparer.Ordinal);
        for (var generation = 0; generation <= LastGeneration && AlignedPeriod.CompleteWith(index, generation) <= newest; generation++)
        {
            foreach (var ((unit, came), (sum, count)) in readings.Where(reading => reading.Key.Generation == generation))
            {
                var (before, known) = units.GetValueOrDefault(unit);
                units[unit] = (before + sum, known + count);
            }
            if (units.Count >= release.MinUnits && units.Values.Sum(unit => (long)unit.Count) >= release.MinSamples)
                return units.Values.Average(unit => Clamped(unit.Sum / unit.Count)) is var mean && double.IsFinite(mean) ? mean : null;
        }
        return null;
    }

    private double Clamped(double mean) => release.Clamp is { } clamp ? Math.Clamp(mean, clamp.Lowest, clamp.Highest) : mean;

    private bool IsInUnit(ReadOnlySpan<byte> body)
    {
        if (release.UnitCode is null)
            return true;
        using var members = MemberSlots.OfChecked(body);
        return InstanceBody.UnitCodeOf(body, in members) == release.UnitCode;
    }
}

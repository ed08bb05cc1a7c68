using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Access.Noise;
using Waziup.Ngsi.Access.Policies.Releases;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Releases;

/// <summary>The readings of some cells, by groups and units.</summary>
/// <remarks>
/// A cell is published once, and what it is made of depends on when readings came and not on when it is looked at: the generation g has what came before 2^g
/// periods after its end had passed, and the first one that has enough is published. With noise there is one generation, and what is enough is judged with the noise.
/// </remarks>
/// <param name="release">What is published of them.</param>
/// <param name="noise">Adds noise; null where there is none.</param>
internal sealed class GatheredCells(Release release, NoisyUnits? noise)
{
    // Far beyond any bounds, and few enough digits for sums of decimals.
    private const double Most = 1e18;

    private readonly SortedDictionary<(long Index, string Group), Dictionary<(string Unit, int Generation), Readings>> _cells =
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
        if (generation > release.LastGeneration)
            return;
        foreach (var group in source.Groups)
        {
            _groups[group.Name] = group;
            if (!_cells.TryGetValue((index, group.Name), out var units))
                _cells[(index, group.Name)] = units = [];
            units[(source.Unit, generation)] = units.GetValueOrDefault((source.Unit, generation)).And(ReadingOf(row.Number));
        }
    }

    /// <summary>What may be published, in the order of time; what has too few units or readings is not among it.</summary>
    /// <param name="newest">The cell that has begun last.</param>
    public IEnumerable<ReleasedCell> At(long newest)
    {
        foreach (var ((index, group), units) in _cells)
        {
            if (ToldOf(_groups[group], index, units, newest) is { } told)
                yield return told;
        }
    }

    private ReleasedCell? ToldOf(ReleaseGroup group, long index, Dictionary<(string Unit, int Generation), Readings> readings, long newest)
    {
        var units = new SortedDictionary<string, Readings>(StringComparer.Ordinal);
        for (var generation = 0; generation <= release.LastGeneration && AlignedPeriod.CompleteWith(index, generation) <= newest; generation++)
        {
            foreach (var ((unit, _), some) in readings.Where(reading => reading.Key.Generation == generation))
                units[unit] = units.GetValueOrDefault(unit).And(some);
            if (noise is not null)
                return noise.Of(CellOf(group, index, units.Values), release.MinUnits) is { } answer ? new ReleasedCell(group, index, null, answer) : null;
            if (units.Count >= release.MinUnits && units.Values.Sum(unit => (long)unit.Count) >= release.MinSamples)
                return units.Values.Average(unit => Clamped(unit.Sum / unit.Count)) is var mean && double.IsFinite(mean) ? new ReleasedCell(group, index, mean, null) : null;
        }
        return null;
    }

    private UnitCell CellOf(ReleaseGroup group, long index, IReadOnlyCollection<Readings> units) => new(
        release.Attribute.Value, group.Name, release.Period.StartOf(index), release.Period.Text,
        units.Aggregate((Int128)0, (sum, unit) => sum + release.Lattice!.IndexOf(unit.Exact / unit.Count)), units.Count);

    // Decimals have one sum in whatever order they are added: the same readings have the same noise.
    private Readings ReadingOf(double number) => new(number, noise is null ? 0 : (decimal)Math.Clamp(number, -Most, Most), 1);

    private double Clamped(double mean) => release.Clamp is { } clamp ? Math.Clamp(mean, clamp.Lowest, clamp.Highest) : mean;

    private bool IsInUnit(ReadOnlySpan<byte> body)
    {
        if (release.UnitCode is null)
            return true;
        using var members = MemberSlots.OfChecked(body);
        return InstanceBody.UnitCodeOf(body, in members) == release.UnitCode;
    }

    /// <summary>What a unit has in a cell.</summary>
    /// <param name="Sum">Of the numbers.</param>
    /// <param name="Exact">The same in decimals, where noise is added.</param>
    /// <param name="Count">How many they are.</param>
    private readonly record struct Readings(double Sum, decimal Exact, int Count)
    {
        public Readings And(Readings others) => new(Sum + others.Sum, Exact + others.Exact, Count + others.Count);
    }
}

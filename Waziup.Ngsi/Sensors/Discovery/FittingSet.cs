using System.Collections.Immutable;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Discovery;

/// <summary>The sensors that a need gets: those that fit, the best first, and no more than it wants.</summary>
/// <remarks>Immutable.</remarks>
public sealed class FittingSet
{
    private FittingSet(ImmutableArray<SensorFit> sensors, int found, bool isEnough) => (Sensors, Found, IsEnough) = (sensors, found, isEnough);

    /// <summary>None, as before anybody looked.</summary>
    public static FittingSet Empty { get; } = new([], 0, false);

    /// <summary>The sensors, the best first.</summary>
    public ImmutableArray<SensorFit> Sensors { get; }

    /// <summary>How many fit, also those that are not wanted any more.</summary>
    public int Found { get; }

    /// <summary>Whether there are as many as the need asks for at least.</summary>
    public bool IsEnough { get; }

    /// <summary>Until when all of them are fresh enough if none is heard before; none for ever. Right behind it the set is looked at anew.</summary>
    public Instant NextChange => Sensors.Select(fit => fit.FreshUntil).Where(time => !time.IsNone).DefaultIfEmpty(Instant.None).Min();

    /// <summary>Ranks those that fit, and takes as many as the need wants.</summary>
    /// <param name="need">The need.</param>
    /// <param name="fits">Those that fit, each once or more often.</param>
    /// <param name="before">The set so far: who is in it stays as long as he fits, so that a set does not change with every reading.</param>
    public static FittingSet Of(SensorNeed need, IEnumerable<SensorFit> fits, FittingSet? before = null)
    {
        var stay = (before?.Sensors ?? []).Select(fit => fit.Id).ToHashSet(StringComparer.Ordinal);
        var ranked = Ranked(need, fits.DistinctBy(fit => fit.Id)).ToList();
        var chosen = ranked.OrderBy(fit => stay.Contains(fit.Id) ? 0 : 1).Take(need.Max ?? SensorNeed.MostSensors);
        var sensors = Ranked(need, chosen).ToImmutableArray();
        return new FittingSet(sensors, ranked.Count, sensors.Length >= need.Min);
    }

    /// <summary>Who is in this set and was not in another, and who was.</summary>
    public SetChange Since(FittingSet before)
    {
        var now = Sensors.Select(fit => fit.Id).ToHashSet(StringComparer.Ordinal);
        var then = before.Sensors.Select(fit => fit.Id).ToHashSet(StringComparer.Ordinal);
        return new SetChange([.. Sensors.Where(fit => !then.Contains(fit.Id))], [.. before.Sensors.Select(fit => fit.Id).Where(id => !now.Contains(id))]);
    }

    private static IOrderedEnumerable<SensorFit> Ranked(SensorNeed need, IEnumerable<SensorFit> fits) => (need.Order == NeedOrder.Distance
        ? fits.OrderBy(fit => fit.Metres ?? double.PositiveInfinity).ThenByDescending(fit => fit.ObservedAt)
        : fits.OrderByDescending(fit => fit.ObservedAt).ThenBy(fit => fit.Metres ?? double.PositiveInfinity)).ThenBy(fit => fit.Id, StringComparer.Ordinal);
}

using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Discovery;

/// <summary>A need that stands: it is told what changes, and says who joins and who leaves.</summary>
/// <remarks>For one user at a time. It keeps those that fit, not the entities.</remarks>
/// <param name="need">The need.</param>
public sealed class StandingNeed(SensorNeed need)
{
    /// <summary>How many that fit it keeps in mind; beyond that they are found by the next <see cref="Start"/>.</summary>
    public const int MaxFits = 10_000;

    private readonly SensorJudge _judge = new(need);
    private readonly Dictionary<string, SensorFit> _fits = new(StringComparer.Ordinal);

    /// <summary>Those that the need has now.</summary>
    public FittingSet Set { get; private set; } = FittingSet.Empty;

    /// <summary>Takes what a query has found as all there is; at first, and whenever changes may have been missed.</summary>
    public SetChange Start(IEnumerable<JsonElement> entities, Instant now)
    {
        _fits.Clear();
        foreach (var entity in entities)
            Take(entity, now);
        return Look(now);
    }

    /// <summary>An entity was created or has changed; any entity, it is judged here.</summary>
    public SetChange Tell(JsonElement entity, Instant now)
    {
        Take(entity, now);
        return Look(now);
    }

    /// <summary>An entity was deleted, or may not be seen any more.</summary>
    public SetChange Remove(string id, Instant now)
    {
        _fits.Remove(id);
        return Look(now);
    }

    /// <summary>Time has passed: behind <see cref="FittingSet.NextChange"/> something in the set is too old.</summary>
    public SetChange Look(Instant now)
    {
        foreach (var fit in _fits.Values.Where(fit => !fit.FreshUntil.IsNone && fit.FreshUntil < now).ToList())
            _fits.Remove(fit.Id);
        var before = Set;
        Set = FittingSet.Of(need, _fits.Values, before);
        return Set.Since(before);
    }

    private void Take(JsonElement entity, Instant now)
    {
        if (_judge.Judge(entity, now) is not { } fit)
            _fits.Remove(entity.GetProperty("id").GetString()!);
        else if (_fits.Count < MaxFits || _fits.ContainsKey(fit.Id))
            _fits[fit.Id] = fit;
    }
}

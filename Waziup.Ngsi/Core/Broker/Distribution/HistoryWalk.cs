using System.Globalization;
using System.Text;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>The times that a source is asked for, which move on while it tells its history part by part (6.3.10).</summary>
/// <param name="asked">The times that are asked for.</param>
/// <param name="last">How many of each attribute are wanted, the newest, so that time runs backwards; null for all.</param>
internal sealed class HistoryWalk(TemporalText asked, int? last)
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private Instant _first = Instant.None;
    private Instant _reached = Instant.None;
    private bool _isPast;
    private bool _isOfCreation;

    /// <summary>Whether the source is asked for more than the first part.</summary>
    public bool IsUnderWay => !_reached.IsNone;

    /// <summary>Whether a part is missing that the source could not be asked for.</summary>
    public bool HasGap { get; private set; }

    /// <summary>What the source is asked now.</summary>
    public IEnumerable<(string Name, string Value)> Parameters
    {
        get
        {
            var (timerel, at, end) = _reached.IsNone ? (asked.Timerel, asked.TimeAt, asked.EndTimeAt) : last is null ? Later : Earlier;
            return new (string Name, string? Value)[]
            {
                ("timerel", timerel), ("timeAt", at), ("endTimeAt", end), ("timeproperty", _isOfCreation ? "createdAt" : asked.Timeproperty),
                ("lastN", last?.ToString(CultureInfo.InvariantCulture)),
            }.Where(pair => pair.Value is not null).Select(pair => (pair.Name, pair.Value!));
        }
    }

    private (string? Timerel, string? At, string? End) Later => asked.Timerel switch
    {
        "before" => ("between", Reached, asked.TimeAt),
        "between" => ("between", Reached, asked.EndTimeAt),
        _ => ("after", Reached, null),
    };

    private (string? Timerel, string? At, string? End) Earlier => asked.Timerel switch
    {
        "after" or "between" => ("between", asked.TimeAt, Reached),
        _ => ("before", Reached, null),
    };

    // Of instances of one time some may be in one part and some in the next: it is asked for again, whichever ends of a window belong to it.
    private string Reached => new Instant(_reached.Micros + (last is null == _isPast ? 1 : -1)).ToString();

    /// <summary>Takes a part of an entity's history.</summary>
    /// <returns>What is new of it; null for nothing.</returns>
    public Entity? Take(Entity told)
    {
        var part = Rebuild.Where(told, withScope: true, position => _seen.Add(InstanceMark.Of(told, position)));
        foreach (ref readonly var entry in part.Instances.AsSpan())
            _counts[SeriesOf(part, in entry)] = _counts.GetValueOrDefault(SeriesOf(part, in entry)) + 1;
        return part.Instances.Length == told.Instances.Length ? told : part.Instances.Length == 0 ? null : part;
    }

    /// <summary>Whether the source has more to tell; then it is asked from where it has ended.</summary>
    /// <param name="reply">What it has answered.</param>
    /// <param name="part">What was new of that.</param>
    public bool MoveOn(RemoteReply reply, IReadOnlyCollection<Entity> part)
    {
        if (reply.Status != 206)
            return MoveToCreation();
        // Some say 206 because there is more than was asked for.
        if (last is { } most && !part.Any(entity => entity.Instances.Any(entry => _counts[SeriesOf(entity, in entry)] < most)))
            return false;
        var end = TimeRange.Of(reply.Range)?.End;
        var hasMoved = end is { } to && (_reached.IsNone || (last is null ? to > _reached : to < _reached));
        HasGap = !hasMoved && (end is null || _isPast);
        if (HasGap)
            return false;
        // Where all of a part is of the time at which it began, that time is told.
        _isPast = !hasMoved;
        if (hasMoved)
            _reached = end!.Value;
        if (_first.IsNone)
            _first = _reached;
        return true;
    }

    // Without a window instances count by when they were observed, or else created: each kind is asked for on its own from the first cut on.
    private bool MoveToCreation()
    {
        if (_reached.IsNone || _isOfCreation || asked.Timerel is not null || last is not null)
            return false;
        (_isOfCreation, _isPast, _reached) = (true, false, _first);
        return true;
    }

    private static string SeriesOf(Entity entity, in InstanceEntry entry) =>
        $"{entity.Id.Value}\n{Encoding.UTF8.GetString(entity.NameOf(in entry))}\n{Encoding.UTF8.GetString(entity.DatasetOf(in entry))}";
}

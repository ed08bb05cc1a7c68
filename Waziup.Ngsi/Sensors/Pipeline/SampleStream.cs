using System.Collections.Immutable;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>A stream with its pipeline: samples come in as they arrive, late ones too, and what changes comes out.</summary>
/// <remarks>
/// What it has put out is at all times what <see cref="Plan.Run"/> makes of the samples that it has taken; what is too late (by default more than an
/// hour) is left out. It keeps the samples in stretches, each with the memories at its beginning. A late sample makes it run its stretch again, and
/// those behind it until the memories are what they were. Not safe for several threads.
/// </remarks>
public sealed class SampleStream
{
    private const int StretchLength = 64;

    private readonly Plan _plan;
    private readonly List<Stretch> _stretches;
    private ImmutableArray<StepCounts> _headCounts = [];
    private ImmutableArray<StepCounts> _tailCounts = [];
    private List<Sample> _tail = [];

    /// <summary>Begins a stream, or goes on with one.</summary>
    /// <param name="plan">Its steps.</param>
    /// <param name="from">Where to go on; null for the beginning. What is not later than it is too late.</param>
    public SampleStream(Plan plan, Checkpoint? from = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
        _stretches = [new Stretch(from ?? plan.Start)];
        plan.Resume(_stretches[0].Start);
    }

    /// <summary>How much earlier than the newest sample one may be; null for any time.</summary>
    /// <value>One hour.</value>
    public TimeSpan? AllowedLateness { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What has come out so far, without that which <see cref="Forget"/> has given up.</summary>
    public IReadOnlyList<Sample> Outputs => [.. _stretches.SelectMany(stretch => stretch.Outputs), .. _tail];

    /// <summary>What has come out of a time and later ones, the newest first; of one time the last first.</summary>
    internal IEnumerable<Sample> OutputsSince(Instant time) =>
        Enumerable.Reverse(_tail).Concat(Enumerable.Reverse(_stretches).SelectMany(stretch => Enumerable.Reverse(stretch.Outputs))).TakeWhile(sample => sample.Time >= time);

    /// <summary>What each step has done.</summary>
    /// <remarks>
    /// Steps up to the last one that changes times count all that has come, also what came twice or too late. Those behind it count the samples that
    /// were taken, each once and as if they had come in order, without those that <see cref="Forget"/> has given up.
    /// </remarks>
    public IReadOnlyList<StepCounts> Steps
    {
        get
        {
            var counts = _plan.Body.Select(_ => StepCounts.None).ToArray();
            foreach (var part in _stretches.Select(stretch => stretch.Counts).Append(_tailCounts).Where(part => part.Length > 0))
                counts = [.. counts.Zip(part, (sum, more) => sum + more)];
            return [.. _headCounts, .. counts];
        }
    }

    /// <summary>The time of the newest sample; none before the first.</summary>
    public Instant Newest => _stretches[^1].Newest;

    /// <summary>Where a sample would go: its time behind the steps that change times, none where it has none; and whether it would be left out because it comes too late.</summary>
    internal (Instant Time, bool IsLate) Place(Sample sample) =>
        _plan.Prepare([sample]).Sorted is [var placed, ..] and var sorted ? (placed.Time, placed.Time <= Earliest(sorted)) : (Instant.None, false);

    /// <summary>Takes samples, whichever times they have.</summary>
    /// <param name="samples">What has arrived.</param>
    /// <param name="until">Up to when it is to be told; as in <see cref="Plan.Run"/>.</param>
    public StreamChange Add(IEnumerable<Sample> samples, Instant? until = null)
    {
        var (sorted, headCounts, untimed) = _plan.Prepare(samples);
        _headCounts = _headCounts.Length == 0 ? headCounts : [.. _headCounts.Zip(headCounts, (old, more) => old + more)];
        var earliest = Earliest(sorted);
        var tooLate = sorted.TakeWhile(sample => sample.Time <= earliest).ToList();
        var (before, first) = (_tail, _stretches.Count);
        foreach (var sample in sorted.Skip(tooLate.Count))
        {
            var at = _stretches.FindLastIndex(stretch => stretch.Start.After < sample.Time);
            if (_stretches[at].Insert(sample))
                first = Math.Min(first, at);
        }
        if (first < _stretches.Count)
        {
            var old = _stretches[first..].SelectMany(stretch => stretch.Outputs).Concat(_tail).ToList();
            RunFrom(first);
            Finish(until);
            return StreamChange.Between(old, [.. _stretches[first..].SelectMany(stretch => stretch.Outputs), .. _tail], tooLate, untimed);
        }
        Finish(until);
        return StreamChange.Between(before, _tail, tooLate, untimed);
    }

    /// <summary>The newest place, not later than a time, from which a stream may go on with the samples after it; the oldest that is left
    /// where all are later.</summary>
    public Checkpoint CheckpointAt(Instant time) => (_stretches.FindLast(stretch => stretch.Start.After <= time) ?? _stretches[0]).Start;

    /// <summary>Has <see cref="CheckpointAt"/> know a place right before the first sample that is later than a time.</summary>
    internal void SplitAt(Instant time)
    {
        var at = _stretches.FindLastIndex(stretch => stretch.Start.After < time);
        var inputs = at < 0 ? [] : _stretches[at].Inputs;
        var end = SampleOrder.CountUpTo(inputs, time);
        if (end == 0 || end == inputs.Count)
            return;
        CutAt(at, end);
        _stretches[at].IsStale = true;
        RunFrom(at);
    }

    /// <summary>Gives up what nobody may change any more: samples before a time, as far as they end a stretch.</summary>
    public void Forget(Instant before)
    {
        var keep = _stretches.FindLastIndex(stretch => stretch.Start.After < before);
        if (keep > 0)
            _stretches.RemoveRange(0, keep);
    }

    private Instant Earliest(List<Sample> sorted)
    {
        var closed = _stretches[0].Start.After;
        if (AllowedLateness is not { } lateness || sorted.Count == 0 || Newest.IsNone)
            return closed;
        // What arrives together does not make its own members late.
        var edge = new Instant(Newest.Micros - (lateness.Ticks / TimeSpan.TicksPerMicrosecond) - 1);
        return edge > closed ? edge : closed;
    }

    private void RunFrom(int first)
    {
        var chain = _plan.Resume(_stretches[first].Start);
        for (var i = first; i < _stretches.Count; i++)
        {
            var stretch = _stretches[i];
            if (!stretch.IsStale && chain.Remembers(stretch.Start.Memories))
            {
                // From here on all is as before, up to the next stretch with a new sample.
                i = _stretches.FindIndex(i, later => later.IsStale);
                if (i < 0)
                    return;
                chain = _plan.Resume(_stretches[i].Start);
                stretch = _stretches[i];
            }
            stretch.Start = new Checkpoint(_plan.Fingerprint, stretch.Start.After, chain.Memories);
            Split(i);
            foreach (var sample in stretch.Inputs)
                chain.Take(sample);
            (stretch.Outputs, stretch.Counts) = chain.Cut();
            stretch.IsStale = false;
        }
    }

    /// <summary>Moves what is too much for a stretch to a new one behind it, where the time of two samples differs.</summary>
    private void Split(int at)
    {
        var inputs = _stretches[at].Inputs;
        var end = StretchLength;
        while (end < inputs.Count && inputs[end].Time == inputs[end - 1].Time)
            end++;
        if (end >= inputs.Count)
            return;
        CutAt(at, end);
    }

    private void CutAt(int at, int end)
    {
        var inputs = _stretches[at].Inputs;
        var rest = new Stretch(new Checkpoint(_plan.Fingerprint, inputs[end - 1].Time, [])) { IsStale = true };
        rest.Inputs.AddRange(inputs[end..]);
        inputs.RemoveRange(end, inputs.Count - end);
        _stretches.Insert(at + 1, rest);
    }

    private void Finish(Instant? until)
    {
        var last = _stretches[^1];
        var chain = _plan.Resume(last.Start);
        foreach (var sample in last.Inputs)
            chain.Take(sample);
        chain.Cut();
        chain.Finish(until ?? Instant.None);
        (_tail, _tailCounts) = chain.Cut();
    }
}

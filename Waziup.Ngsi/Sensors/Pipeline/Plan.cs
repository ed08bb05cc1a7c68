using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>The steps of a pipeline, checked and ready to run.</summary>
/// <remarks>
/// Immutable, safe for several threads. What it makes is a pure function of the set of samples: they are put in the order of their times
/// first, so neither the order in which they came nor where a run was interrupted shows in what comes out.
/// </remarks>
public sealed class Plan
{
    // Times that no device has: calendars end near them.
    private static readonly Instant Earliest = Instant.Of(new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly Instant Latest = Instant.Of(new DateTimeOffset(2900, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private readonly ImmutableArray<IStage> _head;
    private readonly ImmutableArray<Memory> _fresh;

    internal Plan(ImmutableArray<IStage> stages, string text)
    {
        // Steps that change times work before samples are put in order.
        var head = stages.Length;
        while (head > 0 && !stages[head - 1].ChangesTime)
            head--;
        (_head, Body, Text) = (stages[..head], stages[head..], text);
        _fresh = [.. Body.Select(_ => new Memory())];
        Steps = [.. stages.Select(stage => stage.Op)];
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    /// <summary>The operations, in order.</summary>
    public IReadOnlyList<string> Steps { get; }

    /// <summary>The list of steps as JSON, without needless space.</summary>
    public string Text { get; }

    /// <summary>Tells this plan from those with other steps.</summary>
    public string Fingerprint { get; }

    /// <summary>Where a stream begins.</summary>
    public Checkpoint Start => new(Fingerprint, Instant.None, _fresh);

    /// <summary>Where a stream begins that passes over what is not later than a time.</summary>
    internal Checkpoint StartAfter(Instant time) => new(Fingerprint, time, _fresh);

    /// <summary>The steps behind the last one that changes times.</summary>
    internal ImmutableArray<IStage> Body { get; }

    /// <summary>Runs samples through the steps: a dry run, a replay over history, or what came after a checkpoint.</summary>
    /// <param name="samples">The samples, in any order. With a checkpoint, those up to its time are passed over.</param>
    /// <param name="until">Up to when it is told what nobody has seen: windows that end by then are closed, and values are extrapolated up to
    /// then. None tells all windows, and extrapolates as far as the steps allow.</param>
    /// <param name="from">Where to go on; null for the beginning.</param>
    /// <exception cref="ArgumentException">The checkpoint is one of another plan.</exception>
    public PlanRun Run(IEnumerable<Sample> samples, Instant? until = null, Checkpoint? from = null)
    {
        from ??= Start;
        var chain = Resume(from);
        var (sorted, headCounts, untimed) = Prepare(samples);
        var after = from.After;
        for (var i = SampleOrder.CountUpTo(sorted, after); i < sorted.Count; i++)
        {
            chain.Take(sorted[i]);
            after = sorted[i].Time;
        }
        var end = new Checkpoint(Fingerprint, after, chain.Memories);
        var settled = chain.Outputs.Count;
        chain.Finish(until ?? Instant.None);
        return new PlanRun(chain.Outputs, settled, [.. headCounts, .. chain.Counts], untimed, end);
    }

    /// <summary>The steps of the body as they were at a checkpoint.</summary>
    internal Chain Resume(Checkpoint from) => from.Plan == Fingerprint && from.Memories.Length == Body.Length
        ? new Chain(Body, from.Memories) : throw new ArgumentException("the checkpoint is one of another plan", nameof(from));

    /// <summary>Samples after the steps that change times, in order, each once.</summary>
    internal (List<Sample> Sorted, ImmutableArray<StepCounts> Counts, int Untimed) Prepare(IEnumerable<Sample> samples)
    {
        var head = new Chain(_head, [.. _head.Select(_ => new Memory())]);
        foreach (var sample in samples)
            head.Take(sample.Value is { } value && !double.IsFinite(value) ? sample with { Value = null, Flag = Flag.Missing } : sample);
        var untimed = head.Outputs.RemoveAll(sample => sample.Time < Earliest || sample.Time > Latest);
        return (SampleOrder.Sort(head.Outputs), head.Counts, untimed);
    }
}

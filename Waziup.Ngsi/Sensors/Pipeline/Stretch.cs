using System.Collections.Immutable;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>A part of a stream: what was remembered before it, what came in, and what came out because of that.</summary>
internal sealed class Stretch(Checkpoint start)
{
    public Checkpoint Start { get; set; } = start;

    /// <summary>The samples, in order.</summary>
    public List<Sample> Inputs { get; } = [];

    public List<Sample> Outputs { get; set; } = [];

    /// <summary>What each step did; empty before the first run.</summary>
    public ImmutableArray<StepCounts> Counts { get; set; } = [];

    /// <summary>Whether samples have come that were not run yet.</summary>
    public bool IsStale { get; set; }

    public Instant Newest => Inputs.Count == 0 ? Start.After : Inputs[^1].Time;

    /// <summary>Puts a sample in its place.</summary>
    /// <returns>False where it is there already.</returns>
    public bool Insert(Sample sample)
    {
        var at = Inputs.BinarySearch(sample, SampleOrder.Instance);
        if (at >= 0)
            return false;
        Inputs.Insert(~at, sample);
        IsStale = true;
        return true;
    }
}

using System.Collections.Immutable;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>Steps in a row with their memories: what one gives, the next one takes.</summary>
internal sealed class Chain
{
    private readonly ImmutableArray<IStage> _stages;
    private readonly ImmutableArray<Memory> _memories;
    private readonly ImmutableArray<Outlet> _outlets;

    /// <param name="stages">The steps.</param>
    /// <param name="memories">What they remember, one each; the chain works on copies.</param>
    public Chain(ImmutableArray<IStage> stages, ImmutableArray<Memory> memories)
    {
        _stages = stages;
        _memories = [.. memories.Select(memory => memory.Copy())];
        _outlets = [.. Enumerable.Range(0, stages.Length).Select(i => new Outlet(sample => Push(i + 1, sample)))];
    }

    /// <summary>What came out at the end since somebody took it.</summary>
    public List<Sample> Outputs { get; private set; } = [];

    /// <summary>The memories as they are now.</summary>
    public ImmutableArray<Memory> Memories => [.. _memories.Select(memory => memory.Copy())];

    public ImmutableArray<StepCounts> Counts => [.. _outlets.Select(outlet => outlet.Counts)];

    public void Take(Sample sample) => Push(0, sample);

    /// <summary>Tells what is known so far; the chain is of no use afterwards.</summary>
    public void Finish(Instant until)
    {
        for (var i = 0; i < _stages.Length; i++)
            _stages[i].Finish(_memories[i], until, _outlets[i]);
    }

    /// <summary>Whether all steps remember the same as others.</summary>
    public bool Remembers(ImmutableArray<Memory> memories) => _memories.SequenceEqual(memories);

    /// <summary>Hands out what came out and the counts, and begins both anew.</summary>
    public (List<Sample> Outputs, ImmutableArray<StepCounts> Counts) Cut()
    {
        var cut = (Outputs, Counts);
        Outputs = [];
        foreach (var outlet in _outlets)
            outlet.Counts = StepCounts.None;
        return cut;
    }

    private void Push(int at, Sample sample)
    {
        if (at == _stages.Length)
        {
            Outputs.Add(sample);
            return;
        }
        _outlets[at].Counts = _outlets[at].Counts with { In = _outlets[at].Counts.In + 1 };
        _stages[at].Take(sample, _memories[at], _outlets[at]);
    }
}

using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>One step of a pipeline: samples in, samples out, in the order of their times.</summary>
/// <remarks>
/// A stage is a pure function that is told one sample at a time: what it gives depends on its parameters, its memory and the sample, and on
/// nothing else. It never gives a sample that is earlier than one that it gave before. So what a pipeline makes of a set of samples does
/// not depend on how they came in, and a run may stop at any sample and go on from there with the memories.
/// </remarks>
internal interface IStage
{
    /// <summary>The name of the operation.</summary>
    string Op { get; }

    /// <summary>Whether it may give a sample another time; such steps come before all that look at more than one sample.</summary>
    bool ChangesTime => false;

    /// <summary>Whether each sample is judged alone, without memory.</summary>
    bool IsPointwise => false;

    /// <summary>Takes the next sample.</summary>
    void Take(Sample sample, Memory memory, Outlet outlet);

    /// <summary>Tells what is known so far of that which the next sample would have completed; the memory is thrown away afterwards.</summary>
    /// <param name="memory">The memory after the last sample.</param>
    /// <param name="until">Up to when it is to be told; none where there is no such time.</param>
    /// <param name="outlet">Where samples go.</param>
    void Finish(Memory memory, Instant until, Outlet outlet)
    {
    }
}

using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Windows;

/// <summary>What lies in a window.</summary>
/// <param name="Start">Its start, which is in it.</param>
/// <param name="End">Its end, which is not.</param>
/// <param name="Samples">Its samples with a value, in order; at least one.</param>
/// <param name="Before">The last one before it; null where there is none, or where it does not matter.</param>
/// <param name="Values">The values of the samples.</param>
internal sealed record Content(Instant Start, Instant End, IReadOnlyList<Sample> Samples, Sample? Before, double[] Values)
{
    public Sample First => Samples[0];

    public Sample Last => Samples[Samples.Count - 1];

    /// <summary>The samples, with the one before it where there is one: changes that cross the start count where they end.</summary>
    public IReadOnlyList<Sample> WithBefore => Before is null ? Samples : [Before, .. Samples];

    /// <summary>The share of the window between its first and its last sample.</summary>
    public double Coverage => End <= Start ? 0 : Math.Clamp((double)(Last.Time.Micros - First.Time.Micros) / (End.Micros - Start.Micros), 0, 1);
}

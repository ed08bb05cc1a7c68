namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>What a pipeline has changed that was run over what is stored.</summary>
/// <param name="Read">How many readings it was given.</param>
/// <param name="Written">How many values are new, or others than before.</param>
/// <param name="Removed">Of how many times there is no value any more.</param>
/// <remarks>Immutable.</remarks>
public sealed record Replay(int Read, int Written, int Removed);

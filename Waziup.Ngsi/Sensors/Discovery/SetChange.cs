using System.Collections.Immutable;

namespace Waziup.Ngsi.Sensors.Discovery;

/// <summary>What a standing need is told of: how the sensors that fit it have changed.</summary>
/// <param name="Joined">Those that fit now.</param>
/// <param name="Left">The ids of those that do not any more.</param>
/// <remarks>Immutable.</remarks>
public sealed record SetChange(ImmutableArray<SensorFit> Joined, ImmutableArray<string> Left)
{
    /// <summary>Whether nothing has changed.</summary>
    public bool IsNothing => Joined.IsEmpty && Left.IsEmpty;
}

using System.Collections.Immutable;

namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>What is done with flags.</summary>
internal static class Flags
{
    /// <summary>What enters windows, averages and interpolation where a step does not say: good, and not evaluated.</summary>
    public static readonly ImmutableArray<Flag> Usual = [Flag.Good, Flag.NotEvaluated];

    /// <summary>The worst of two: bad, suspect, good, not evaluated. A value that is missing stays missing whatever tests say.</summary>
    public static Flag Worst(Flag left, Flag right) => Rank(left) >= Rank(right) ? left : right;

    private static int Rank(Flag flag) => flag switch
    {
        Flag.Missing => 5,
        Flag.Bad => 4,
        Flag.Suspect => 3,
        Flag.Good => 2,
        _ => 1,
    };
}

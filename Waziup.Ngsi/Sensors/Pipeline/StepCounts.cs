namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>What one step did.</summary>
/// <param name="In">How many samples came in.</param>
/// <param name="Out">How many went out.</param>
/// <param name="Dropped">How many it let go no further.</param>
/// <param name="Flagged">How many it found suspect or bad.</param>
/// <param name="Errors">How often something went wrong.</param>
/// <param name="LastError">What went wrong last; null where nothing has.</param>
/// <remarks>Immutable.</remarks>
public sealed record StepCounts(long In, long Out, long Dropped, long Flagged, long Errors, string? LastError)
{
    /// <summary>Of a step that has done nothing yet.</summary>
    public static readonly StepCounts None = new(0, 0, 0, 0, 0, null);

    /// <summary>The counts of two runs together, of which the right one is the later.</summary>
    public static StepCounts operator +(StepCounts left, StepCounts right) => left.Add(right);

    /// <summary>These counts and later ones together.</summary>
    public StepCounts Add(StepCounts later) => new(
        In + later.In, Out + later.Out, Dropped + later.Dropped, Flagged + later.Flagged, Errors + later.Errors, later.LastError ?? LastError);
}

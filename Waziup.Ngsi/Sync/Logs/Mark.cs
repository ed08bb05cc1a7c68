namespace Waziup.Ngsi.Sync.Logs;

/// <summary>A position in a log, with what was drawn at random when it was written: a log that was put back and went on otherwise has another one there.</summary>
/// <param name="Sequence">The position; 0 before the first record.</param>
/// <param name="Fingerprint">What was drawn.</param>
public readonly record struct Mark(long Sequence, uint Fingerprint)
{
    /// <summary>The beginning of every log.</summary>
    public static Mark Start { get; }
}

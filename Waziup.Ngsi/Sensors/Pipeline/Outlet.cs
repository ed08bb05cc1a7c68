namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>Where a step puts its samples, and where it is counted what it does.</summary>
internal sealed class Outlet(Action<Sample> next)
{
    /// <summary>What the step has done so far.</summary>
    public StepCounts Counts { get; set; } = StepCounts.None;

    public void Emit(Sample sample)
    {
        Counts = Counts with { Out = Counts.Out + 1 };
        next(sample);
    }

    /// <summary>Counts a sample that goes no further.</summary>
    public void Drop() => Counts = Counts with { Dropped = Counts.Dropped + 1 };

    /// <summary>Counts a sample that a test found suspect or bad.</summary>
    public void Flagged() => Counts = Counts with { Flagged = Counts.Flagged + 1 };

    /// <summary>Counts something that went wrong, and remembers what.</summary>
    public void Fail(string problem) => Counts = Counts with { Errors = Counts.Errors + 1, LastError = problem };
}

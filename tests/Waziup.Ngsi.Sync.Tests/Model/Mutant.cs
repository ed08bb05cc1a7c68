namespace Waziup.Ngsi.Sync.Tests.Model;

/// <summary>Rules that are left out, to see that the model notices.</summary>
public enum Mutant
{
    None,

    /// <summary>Nobody looks whether what was learnt is still in the other's log.</summary>
    NoWitness,

    /// <summary>After a compare that is known to have been learnt which was there when it began, not what was told meanwhile.</summary>
    WitnessOfTheBegin,

    /// <summary>The cursor is durable before the data.</summary>
    CursorBeforeData,

    /// <summary>A writer takes the time of his clock, whatever he has seen.</summary>
    BareClock,

    /// <summary>Of two versions with one stamp the first stays.</summary>
    FirstStays,

    /// <summary>An end takes what was written before it, whatever life that belongs to.</summary>
    EndByStamp,

    /// <summary>What live passes over is told by nobody.</summary>
    JumpWithoutSegment,

    /// <summary>A compare tells the one side alone.</summary>
    OneWayRepair,
}

namespace Waziup.Ngsi.Sync.Exchange;

/// <summary>How much a sender tells at once.</summary>
public sealed class SenderOptions
{
    /// <summary>Most records of a batch, and of what is asked for (default 2,000).</summary>
    public int Records { get; init; } = 2000;

    /// <summary>By how many records live readings may be behind before they go to the end, and the rest is told later (default 5,000).</summary>
    public long Lag { get; init; } = 5000;

    /// <summary>Most streams of what is told later (default 8).</summary>
    public int Segments { get; init; } = 8;

    /// <summary>Most entities that are swapped at once in a compare (default 100).</summary>
    public int Entities { get; init; } = 100;
}

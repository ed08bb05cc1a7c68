namespace Waziup.Ngsi.Sensors.Pulling;

/// <summary>How a provider has answered.</summary>
/// <remarks>Immutable.</remarks>
internal sealed record Fetched
{
    /// <summary>What was asked for; empty where there is nothing new, or something went wrong.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether he says that it is what he said before.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>What went wrong; null for nothing.</summary>
    public string? Error { get; init; }

    /// <summary>How long he wants to be left alone; null where he does not say.</summary>
    public TimeSpan? Wish { get; init; }

    /// <summary>What he calls this answer; null where he does not, or it is too long to be kept.</summary>
    public string? ETag { get; init; }

    /// <summary>When it had changed, in his words; null where he does not say.</summary>
    public string? LastModified { get; init; }
}

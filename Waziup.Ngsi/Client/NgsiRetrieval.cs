namespace Waziup.Ngsi.Client;

/// <summary>How one entity is wanted (5.7.1).</summary>
public sealed record NgsiRetrieval
{
    /// <summary>The type that the entity must have; of another type it is not found.</summary>
    public string? Type { get; init; }

    /// <summary>Only these members.</summary>
    public IReadOnlyList<string>? Pick { get; init; }

    /// <summary>All members but these.</summary>
    public IReadOnlyList<string>? Omit { get; init; }

    /// <summary>Only instances with these dataset ids; <c>@none</c> is the default instance.</summary>
    public IReadOnlyList<string>? DatasetIds { get; init; }

    /// <summary>Which language to take where there are several, in the manner of Accept-Language.</summary>
    public string? Language { get; init; }

    /// <summary>Whether only the broker itself is asked, not the sources registered with it.</summary>
    public bool Local { get; init; }

    /// <summary>Whether times of creation and modification are wanted.</summary>
    public bool SystemAttributes { get; init; }

    /// <summary>How the entity is to be represented; null for the format of the client.</summary>
    public NgsiFormat? Format { get; init; }
}
